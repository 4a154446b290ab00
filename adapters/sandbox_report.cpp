// The report that a partner in the sandbox gives: CSV with a closing row.

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "adapters/sandbox_books.h"

namespace patchbay::adapters {
namespace {

/// A CSV field (RFC 4180): quoted where it must be.
std::string field(const boost::json::object& row, std::string_view name) {
  const auto* member = row.if_contains(name);
  if (!member) return {};
  if (member->is_int64()) return std::to_string(member->get_int64());
  const std::string text(member->is_string() ? std::string_view(member->get_string()) : "");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Result<void> Books::write_report(const std::string& file, Timestamp as_of) const {
  const std::string fresh = file + ".new";
  std::ofstream report(fresh, std::ios::binary | std::ios::trunc);
  report << "reference,amount_minor,currency,partner_reference,issued_at\n";
  for (const boost::json::object& row : rows_)
    report << field(row, "reference") << ',' << field(row, "amount_minor") << ','
           << field(row, "currency") << ',' << field(row, "partner_reference") << ','
           << field(row, "issued_at") << '\n';
  report << "END," << rows_.size() << ',' << amount_minor_ << ',' << to_rfc3339(as_of) << '\n';
  report.close();
  if (!report || std::rename(fresh.c_str(), file.c_str()) != 0)
    return unavailable("the report " + file + " cannot be written: " + std::strerror(errno));
  return {};
}

}  // namespace patchbay::adapters
