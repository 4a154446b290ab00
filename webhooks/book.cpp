#include "webhooks/book.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/http/json.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t ids_max = 5'000'000;

}  // namespace

Result<std::unique_ptr<Book>> Book::open(const std::string& file) {
  std::unique_ptr<Book> book(new Book());
  auto lines = LineFile::open(file, "the book of webhooks",
                              [&](std::string_view line) { return book->read(line); });
  if (!lines) return lines.error();
  book->lines_ = std::move(*lines);
  return book;
}

Result<void> Book::read(std::string_view line) {
  const auto parsed = parse_json(line);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto* id = object ? object->if_contains("id") : nullptr;
  if (!id || !id->is_string())
    return invalid("is not a line of a book of webhooks; move the file away");
  count(std::string(id->get_string()));
  return {};
}

void Book::count(std::string id) {
  if (!ids_.insert(std::move(id)).second) ++repeats_;
}

Result<void> Book::add(std::string_view id, std::string_view type, Timestamp now) {
  const boost::json::object line{{"id", id}, {"type", type}, {"received_at", to_rfc3339(now)}};
  const std::lock_guard lock(mutex_);
  if (ids_.size() >= ids_max)
    return unavailable("the book holds 5,000,000 webhooks; start a new one");
  if (auto written = lines_->append(boost::json::serialize(line)); !written) return written;
  count(std::string(id));
  return {};
}

std::int64_t Book::distinct() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(ids_.size());
}

std::int64_t Book::repeats() const {
  const std::lock_guard lock(mutex_);
  return repeats_;
}

}  // namespace patchbay::webhooks
