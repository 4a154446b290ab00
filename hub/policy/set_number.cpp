#include "hub/policy/set_number.h"

#include <algorithm>

#include "hub/base/text.h"
#include "hub/policy/difference.h"
#include "hub/policy/lua_text.h"
#include "hub/policy/number_literal.h"
#include "hub/policy/sentences.h"
#include "hub/policy/written.h"

namespace patchbay::policy {
namespace {

bool is_number(const boost::json::value& value) {
  return value.is_int64() || money_of(value) || ratio_of(value);
}

std::string path_of(const DeclaredRule& rule, std::string_view field) {
  return std::string(section_of(rule.kind)) + "." + rule.id + "." + std::string(field);
}

struct Target {
  const DeclaredRule* rule = nullptr;
  std::string field;
  const boost::json::value* value = nullptr;
};

Result<Target> find_target(const Policy& policy, const std::string& path) {
  std::vector<std::string> paths;
  for (const DeclaredRule& rule : policy.declared())
    for (const auto& [field, value] : rule.fields) {
      if (!is_number(value)) continue;
      paths.push_back(path_of(rule, field));
      if (paths.back() == path) return Target{&rule, field, &value};
    }
  const auto meant = nearest(path, paths);
  return not_found("no rule declares the number \"" + clean_text(path, 200) + "\"" +
                   (meant ? "; did you mean \"" + *meant + "\"?"
                          : "; all of them are listed by: patchbay policy show --numbers"));
}

/// The versions differ in that number and in nothing else.
Result<void> check_only(const Policy& before, const Policy& after, const Target& target) {
  const auto changes = difference(before, after);
  const std::string place = target.rule->where + ": ";
  if (changes.empty())
    return invalid(place + target.field + " is " + written(*target.value) +
                   " already; there is nothing to change");
  const bool is_alone = changes.size() == 1 && changes.front().kind == target.rule->kind &&
                        changes.front().id == target.rule->id &&
                        changes.front().fields.size() == 1 &&
                        changes.front().fields.front().field == target.field;
  if (is_alone) return {};
  return invalid(place + "more than one number would change with " + target.field + " (" +
                 join(to_lines(changes), "; ") +
                 "), since this line declares several rules; change it by hand");
}

}  // namespace

std::vector<DeclaredNumber> declared_numbers(const Policy& policy) {
  std::vector<DeclaredNumber> numbers;
  for (const DeclaredRule& rule : policy.declared())
    for (const auto& [field, value] : rule.fields)
      if (is_number(value)) numbers.push_back({path_of(rule, field), written(value), rule.where});
  return numbers;
}

Result<std::vector<PolicyFile>> set_number(const Policy& policy, const std::string& path,
                                           const std::string& value) {
  const auto target = find_target(policy, path);
  if (!target) return target.error();
  const auto place = parse_place(target->rule->where);
  auto files = policy.files();
  const auto file = std::find_if(files.begin(), files.end(),
                                 [&](const PolicyFile& one) { return one.name == place.file; });
  if (file == files.end())
    return invalid(target->rule->where + ": the text of this rule is not at hand");
  const LuaText text(file->text);
  const LuaCall call{name_of(target->rule->kind), place.line, target->rule->id};
  const auto literal = replace_number(text, text.find_value(call, target->field), value);
  if (!literal) return literal.error().in(target->rule->where + ": " + target->field);
  file->text = *literal;
  const auto changed = Policy::from_files(files, place.folder);
  if (!changed) return changed.error();
  if (const auto alone = check_only(policy, *changed, *target); !alone) return alone.error();
  return files;
}

}  // namespace patchbay::policy
