#include "adapters/templates.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "adapters/choice.h"
#include "adapters/kinds.h"
#include "adapters/pretty_json.h"
#include "hub/base/embedded.h"
#include "hub/base/text.h"
#include "hub/http/json.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t id_characters_max = 64;
constexpr std::size_t name_bytes_max = 100;

using Values = std::map<std::string, std::string>;  // by placeholder

constexpr const char* native_build =
    R"(Build it first, against the installed SDK (package `patchbay`), and again after each change:

```sh
cmake -S . -B build && cmake --build build   # gives build/@id@.so
```

A hub loads it from its plugins folder: copy it there.

)";

std::string template_named(const std::string& name) {
  for (const auto& file : embedded_templates())
    if (file.name == name) return std::string(file.text);
  throw ErrorException(internal("there is no template " + name));
}

std::string filled(std::string text, const Values& values) {
  for (const auto& [name, value] : values) {
    const std::string place = "@" + name + "@";
    for (auto at = text.find(place); at != std::string::npos;
         at = text.find(place, at + value.size()))
      text.replace(at, place.size(), value);
  }
  return text;
}

bool is_id(const std::string& id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !id.empty() && id.size() <= id_characters_max && id[0] >= 'a' && id[0] <= 'z' &&
         std::all_of(id.begin(), id.end(), fits);
}

/// It stands in quotes in Lua, C++ and JSON.
bool is_name(const std::string& name) {
  return !name.empty() && clean_text(name, name_bytes_max) == name &&
         name.find_first_of("\"\\\n\t)") == std::string::npos;
}

Result<void> check(const NewPartner& partner) {
  const auto kinds = kind_names();
  if (!is_id(partner.id))
    return invalid("\"" + clean_text(partner.id, id_characters_max) +
                   "\" cannot be a partner's id; use lower-case letters, digits and _, at most 64, "
                   "a letter first");
  if (!is_name(partner.name))
    return invalid("a partner's name has 1 to 100 bytes without quotes, backslashes and brackets");
  if (std::find(kinds.begin(), kinds.end(), partner.kind) == kinds.end())
    return invalid(not_one_of("kind", partner.kind, kinds));
  return {};
}

/// One file a capability, in the template's order.
void add_cases(const boost::json::array& cases, std::vector<NewFile>& files) {
  std::map<std::string, boost::json::array> by_capability;
  for (const auto& one : cases)
    by_capability[std::string(one.at("capability").as_string())].push_back(one);
  for (const auto& [capability, entries] : by_capability)
    files.push_back({"cases/" + capability + ".json", pretty_json(entries)});
}

}  // namespace

Result<std::vector<NewFile>> new_partner_files(const NewPartner& partner) {
  if (auto fits = check(partner); !fits) return fits.error();
  const std::string kind = partner.kind + ".";
  const auto cases = parse_json(template_named(kind + "cases.json")).value().as_array();
  const auto& shown = cases.front().as_object();
  Values values{{"id", partner.id},
                {"name", partner.name},
                {"kind", partner.kind},
                {"folder", partner.folder},
                {"capability", std::string(shown.at("capability").as_string())},
                {"request", boost::json::serialize(shown.at("request"))},
                {"plug_file", partner.native ? partner.id + ".cpp" : "partner.lua"}};
  values["build"] = partner.native ? filled(native_build, values) : "";
  std::vector<NewFile> files;
  if (partner.native) {
    files.push_back({"CMakeLists.txt", filled(template_named("native.cmake.in"), values)});
    files.push_back({partner.id + ".cpp", filled(template_named(kind + "native.cpp.in"), values)});
  } else {
    files.push_back({"partner.lua", filled(template_named(kind + "partner.lua"), values)});
  }
  files.push_back({"sandbox.lua", filled(template_named(kind + "sandbox.lua"), values)});
  add_cases(cases, files);
  files.push_back({"README.md", filled(template_named("readme.md"), values)});
  return files;
}

}  // namespace patchbay::adapters
