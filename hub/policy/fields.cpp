#include "hub/policy/fields.h"

#include <algorithm>

#include "hub/base/text.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t text_bytes_max = 100;
constexpr std::size_t note_bytes_max = 500;
constexpr std::size_t entries_max = 100;

std::string quoted(std::string_view text) { return "\"" + clean_text(text, text_bytes_max) + "\""; }

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= text_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::string wanted_text(std::size_t bytes_max) {
  return "a text in quotation marks of at most " + std::to_string(bytes_max) + " characters";
}

/// Of most kinds a programme has several, and people speak of each by its id.
bool must_have_id(RuleKind kind) {
  return kind == RuleKind::tier || kind == RuleKind::milestone || kind == RuleKind::benefit ||
         kind == RuleKind::reward || kind == RuleKind::limit;
}

bool may_have_condition(RuleKind kind) {
  return kind == RuleKind::earn || kind == RuleKind::milestone || kind == RuleKind::benefit ||
         kind == RuleKind::redeem || kind == RuleKind::limit || kind == RuleKind::revenue_share;
}

}  // namespace

Fields::Fields(const Written& written, const ProgrammeRule* programme)
    : written_(written), programme_(programme) {
  const boost::json::value& value = written.declaration->value;
  if (const auto* table = value.if_object()) {
    table_ = *table;
    return;
  }
  // An empty Lua table may arrive as an array; then every field is missing and is said so.
  if (const auto* list = value.if_array(); !list || !list->empty())
    shape_ = error("write its fields by name, as in " + written.declaration->name + " { id = … }");
}

void Fields::head(Rule& rule) {
  rule.kind = written_.kind;
  rule.where = written_.declaration->where;
  rule.id = must_have_id(rule.kind) ? id("id") : maybe_id("id", name_of(rule.kind));
  const auto* when = find("when");
  if (!when) return;
  if (!may_have_condition(rule.kind))
    return refuse("this kind of rule has no condition; take `when` away");
  const auto* table = when->if_object();
  if (!table || table->size() != 1 || !table->contains("function"))
    return refuse("`when` must be a function: when = function(facts) return … end");
  if (!written_.place) return refuse("a function can be called only where a file has it");
  rule.when = written_.place;
}

Error Fields::error(const std::string& what) const {
  return invalid(written_.declaration->where + ": " + written_.declaration->name + ": " + what);
}

void Fields::refuse(const std::string& what) {
  if (!error_) error_ = error(what);
}

void Fields::need(std::string_view name, const std::string& wanted) {
  if (!has(name)) refuse("the field " + quoted(name) + " is missing; it must be " + wanted);
}

void Fields::forbid(std::string_view name, const std::string& reason) {
  if (has(name)) refuse("the field " + quoted(name) + " " + reason + "; take it away");
}

std::optional<Error> Fields::unknown() const {
  for (const auto& [name, value] : table_) {
    if (std::find(known_.begin(), known_.end(), std::string_view(name)) != known_.end()) continue;
    const auto meant = nearest(name, known_);
    return error("unknown field " + quoted(name) +
                 (meant ? "; did you mean " + quoted(*meant) + "?"
                        : "; the fields are " + join(known_, ", ")));
  }
  return std::nullopt;
}

Result<void> Fields::finish() const {
  if (shape_) return *shape_;
  // A field written wrong is also one that is missing; its name is the better hint.
  if (const auto surplus = unknown()) return *surplus;
  if (error_) return *error_;
  return {};
}

const boost::json::value* Fields::find(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.emplace_back(name);
  return table_.if_contains(name);
}

bool Fields::has(std::string_view name) { return find(name) != nullptr; }

bool Fields::holds_table(std::string_view name) {
  const auto* value = find(name);
  return value && value->is_object();
}

std::string Fields::limited_text(std::string_view name, std::size_t bytes_max) {
  const auto* value = find(name);
  const auto* text = value ? value->if_string() : nullptr;
  if (text && !text->empty() && text->size() <= bytes_max) return std::string(*text);
  if (value) refuse("the field " + quoted(name) + " must be " + wanted_text(bytes_max));
  return {};
}

std::string Fields::text(std::string_view name) {
  need(name, wanted_text(text_bytes_max));
  return limited_text(name, text_bytes_max);
}

std::string Fields::maybe_text(std::string_view name, std::string otherwise) {
  return has(name) ? limited_text(name, text_bytes_max) : std::move(otherwise);
}

std::string Fields::maybe_note(std::string_view name) { return limited_text(name, note_bytes_max); }

std::string Fields::id(std::string_view name) {
  need(name, wanted_text(text_bytes_max));
  return maybe_id(name);
}

std::string Fields::maybe_id(std::string_view name, std::string otherwise) {
  if (!has(name)) return otherwise;
  std::string value = limited_text(name, text_bytes_max);
  if (!value.empty() && !is_id(value))
    refuse("the field " + quoted(name) + " is " + quoted(value) +
           "; use only lower-case letters, digits and _");
  return value;
}

std::vector<std::string> Fields::ids(std::string_view name) {
  std::vector<std::string> found;
  const auto* value = find(name);
  if (!value) return found;
  const std::string must = "the field " + quoted(name) +
                           " must be a list such as { \"first\", \"second\" } with 1 to " +
                           std::to_string(entries_max) + " entries";
  const auto* list = value->if_array();
  if (!list || list->empty() || list->size() > entries_max) {
    refuse(must);
    return found;
  }
  for (const auto& entry : *list) {
    const auto* text = entry.if_string();
    if (!text || !is_id(std::string_view(*text)))
      refuse(must + ", of lower-case letters, digits and _");
    else if (std::find(found.begin(), found.end(), std::string_view(*text)) != found.end())
      refuse("the field " + quoted(name) + " names " + quoted(*text) + " twice");
    else
      found.emplace_back(*text);
  }
  return found;
}

}  // namespace patchbay::policy
