#include "adapters/sandbox_books.h"

#include <boost/json/serialize.hpp>
#include <fstream>
#include <utility>

#include "hub/http/json.h"

namespace patchbay::adapters {
namespace {

std::string text_of(const boost::json::object& row, std::string_view name) {
  const auto* member = row.if_contains(name);
  return member && member->is_string() ? std::string(member->get_string()) : std::string();
}

/// Why a value is no row, or success.
Result<void> check_row(const boost::json::value& value) {
  const auto* row = value.if_object();
  if (!row) return invalid("a row of the books must be an object");
  for (const char* name : {"reference", "currency", "partner_reference"})
    if (text_of(*row, name).empty())
      return invalid(std::string("a row of the books needs the text \"") + name + "\"");
  const auto* amount = row->if_contains("amount_minor");
  if (!amount || !amount->is_int64())
    return invalid("a row of the books needs the whole number \"amount_minor\"");
  return {};
}

}  // namespace

Result<std::unique_ptr<Books>> Books::open(std::string file) {
  std::unique_ptr<Books> books(new Books());
  auto lines = LineFile::open(std::move(file), "the file of the books",
                              [&](std::string_view line) { return books->read(line); });
  if (!lines) return lines.error();
  books->lines_ = std::move(*lines);
  return books;
}

Result<std::unique_ptr<Books>> Books::look(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return not_found(file + ": there are no such books");
  std::unique_ptr<Books> books(new Books());
  std::string line;
  for (int number = 1; std::getline(stream, line) && !stream.eof(); ++number)
    if (auto read = books->read(line); !read)
      return corrupt(file + ":" + std::to_string(number) + ": " + read.error().message);
  if (stream.bad()) return unavailable(file + ": cannot be read");
  return books;
}

Result<void> Books::read(std::string_view line) {
  auto row = parse_json(line);
  const std::string reversed =
      row && row->is_object() ? text_of(row->get_object(), "reversed") : "";
  if (!reversed.empty())
    take_out(reversed);
  else if (!row || !check_row(*row))
    return invalid("is not a row of the books");
  else
    keep(std::move(row->get_object()));
  return {};
}

void Books::keep(boost::json::object row) {
  ++added_;
  by_reference_.emplace(text_of(row, "reference"), rows_.size());
  const std::string key = text_of(row, "key");
  if (!key.empty() && key != text_of(row, "reference")) by_reference_.emplace(key, rows_.size());
  amount_minor_ += row.at("amount_minor").as_int64();
  rows_.push_back(std::move(row));
}

void Books::take_out(const std::string& reference) {
  const std::int64_t added = added_;
  auto rows = std::exchange(rows_, {});
  by_reference_.clear();
  amount_minor_ = 0;
  for (auto& row : rows)
    if (text_of(row, "reference") != reference) keep(std::move(row));
  added_ = added;
}

void Books::add(boost::json::object row, Timestamp now) {
  row["issued_at"] = to_rfc3339(now);
  check_row(row).value();
  lines_->append(boost::json::serialize(row)).value();
  keep(std::move(row));
}

void Books::reverse(const std::string& reference) {
  lines_->append(boost::json::serialize(boost::json::object{{"reversed", reference}})).value();
  take_out(reference);
}

boost::json::array Books::find(const std::string& reference_or_key) const {
  std::vector<std::size_t> positions;
  const auto [first, last] = by_reference_.equal_range(reference_or_key);
  for (auto found = first; found != last; ++found) positions.push_back(found->second);
  std::sort(positions.begin(), positions.end());
  boost::json::array found;
  for (const std::size_t position : positions) found.push_back(rows_[position]);
  return found;
}

}  // namespace patchbay::adapters
