#include "hub/sync/report_lines.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_to.hpp>

namespace patchbay::sync {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

ReportPage read(const json::object& result) {
  ReportPage page;
  for (const auto& row : result.at("lines").as_array()) {
    const auto& line = row.as_object();
    page.lines.push_back({text_of(line, "reference"),
                          json::value_to<std::int64_t>(line.at("amount_minor")),
                          text_of(line, "currency"), text_of(line, "partner_reference")});
  }
  page.cursor = text_of(result, "cursor");
  page.done = result.at("done").as_bool();
  page.complete = result.at("complete").as_bool();
  page.as_of = {json::value_to<std::int64_t>(result.at("as_of"))};
  return page;
}

}  // namespace

Result<ReportPage> read_page(const json::value& result) {
  try {
    return read(result.as_object());
  } catch (const std::exception& e) {
    return invalid(std::string("pull_report: its result has another form than the capability's "
                               "schema says (") +
                   e.what() + "); correct the plug");
  }
}

}  // namespace patchbay::sync
