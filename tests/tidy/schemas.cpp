#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "tests/tidy/checks.h"

namespace patchbay::tidy {
namespace {

namespace json = boost::json;

// valijson ignores these silently or, for `pattern`, overflows its stack on long texts.
constexpr std::array<std::string_view, 12> refused_keywords{
    "prefixItems",       "unevaluatedProperties", "unevaluatedItems",
    "dependentRequired", "dependentSchemas",      "$dynamicRef",
    "$dynamicAnchor",    "minContains",           "maxContains",
    "pattern",           "patternProperties",     "format"};

/// Objects whose keys are names that the author chose, not keywords.
bool holds_names(std::string_view keyword) {
  return keyword == "properties" || keyword == "definitions" || keyword == "$defs";
}

void collect(const json::value& value, bool keys_are_names, std::vector<std::string>& found) {
  if (value.is_array())
    for (const auto& item : value.get_array()) collect(item, false, found);
  if (!value.is_object()) return;
  for (const auto& member : value.get_object()) {
    const std::string_view key(member.key().data(), member.key().size());
    const bool refused =
        std::find(refused_keywords.begin(), refused_keywords.end(), key) != refused_keywords.end();
    if (refused && !keys_are_names) found.emplace_back(key);
    collect(member.value(), !keys_are_names && holds_names(key), found);
  }
}

std::size_t line_with(const SourceFile& file, const std::string& text) {
  for (std::size_t i = 0; i < file.lines.size(); ++i)
    if (file.lines[i].find(text) != std::string::npos) return i + 1;
  return 0;
}

}  // namespace

Findings check_schema_keywords(const SourceFile& file) {
  if (!file.path.starts_with("adapters/kinds/") || !file.path.ends_with(".json")) return {};
  std::string text;
  for (const auto& line : file.lines) text.append(line).push_back('\n');
  boost::system::error_code failed;
  const auto document = json::parse(text, failed);
  if (failed) return {{file.path, 0, "is not JSON: " + failed.message()}};
  std::vector<std::string> found;
  collect(document, false, found);
  Findings findings;
  for (const auto& keyword : found)
    findings.push_back({file.path, line_with(file, "\"" + keyword + "\""),
                        "the JSON Schema keyword \"" + keyword +
                            "\" is not supported; check it in C++ instead (draft-07 only)"});
  return findings;
}

}  // namespace patchbay::tidy
