#include "adapters/lua/helper_table.h"

#include <boost/json/parse.hpp>

#include "adapters/strict_object.h"
#include "hub/base/embedded.h"
#include "hub/base/result.h"

namespace patchbay::adapters::lua {
namespace {

Helper read_field(const boost::json::value& json) {
  StrictObject object(json, "field");
  Helper field;
  field.name = object.text("name");
  field.type = object.text("type");
  field.doc = object.text("doc", "");
  field.is_optional = object.boolean("optional", false);
  object.finish().value();
  return field;
}

Helper read_function(const boost::json::value& json) {
  StrictObject object(json, "function");
  Helper function;
  function.name = object.text("name");
  function.doc = object.text("doc");
  function.example = object.text("example", "");
  function.returns = object.texts("returns");
  for (const auto* parameter : object.list("parameters"))
    function.parameters.push_back(read_field(*parameter));
  object.finish().value();
  return function;
}

void read_members(StrictObject& object, HelperGroup& group) {
  group.name = object.text("name");
  group.doc = object.text("doc");
  group.notes = object.text("notes", "");
  group.stock = object.texts("stock");
  for (const auto* field : object.list("fields")) group.fields.push_back(read_field(*field));
  for (const auto* function : object.list("functions"))
    group.functions.push_back(read_function(*function));
}

void read_file(const EmbeddedFile& file, std::vector<HelperGroup>& groups) {
  const boost::json::value json = boost::json::parse(file.text);
  StrictObject object(json, "adapters/lua/helpers/" + std::string(file.name));
  HelperGroup group;
  group.kind = object.text("kind");
  read_members(object, group);
  if (group.kind != "types") groups.push_back(std::move(group));
  for (const auto* type : object.list("types")) {
    StrictObject inner(*type, "type");
    HelperGroup& one = groups.emplace_back();
    one.kind = "type";
    read_members(inner, one);
    inner.finish().value();
  }
  object.finish().value();
}

std::vector<HelperGroup> read_all() {
  std::vector<HelperGroup> groups;
  for (const auto& file : embedded_helpers()) read_file(file, groups);
  return groups;
}

}  // namespace

const std::vector<HelperGroup>& helper_groups() {
  static const std::vector<HelperGroup> groups = read_all();
  return groups;
}

}  // namespace patchbay::adapters::lua
