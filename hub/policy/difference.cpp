#include "hub/policy/difference.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <map>

#include "hub/policy/lua_text.h"
#include "hub/policy/sentences.h"

namespace patchbay::policy {
namespace {

const boost::json::string* function_of(const boost::json::value& value) {
  const auto* object = value.if_object();
  const auto* place = object && object->size() == 1 ? object->if_contains("function") : nullptr;
  return place ? place->if_string() : nullptr;
}

const std::vector<std::string>& declaring_words() {
  static const auto words = [] {
    std::vector<std::string> all{"test"};
    for (const RuleKind kind : rule_kinds()) all.emplace_back(name_of(kind));
    return all;
  }();
  return words;
}

/// The functions of one version as they are written, without layout and comments.
class Functions {
 public:
  explicit Functions(const Policy& policy) : policy_(policy) {}

  /// With what stands beside the rules of its file: a function may use it.
  std::string text_of(const DeclaredRule& rule, std::string_view field) {
    const auto place = parse_place(rule.where);
    const LuaText* file = find_file(place.file);
    if (!file) return {};
    const LuaCall call{name_of(rule.kind), place.line, rule.id};
    return file->plain(file->find_value(call, field)) + "\n" +
           file->plain_around(declaring_words());
  }

 private:
  const LuaText* find_file(const std::string& name) {
    if (const auto known = read_.find(name); known != read_.end()) return &known->second;
    for (const PolicyFile& file : policy_.files())
      if (file.name == name) return &read_.emplace(name, LuaText(file.text)).first->second;
    return nullptr;
  }

  const Policy& policy_;
  std::map<std::string, LuaText> read_;
};

/// Two versions, side by side.
class Comparison {
 public:
  Comparison(const Policy& older, const Policy& newer)
      : older_(older), newer_(newer), before_(older), after_(newer) {}

  std::vector<RuleChange> run() {
    for (const RuleKind kind : rule_kinds()) {
      for (const DeclaredRule& rule : newer_.declared())
        if (rule.kind == kind) compare(rule, find(older_, rule));
      for (const DeclaredRule& rule : older_.declared())
        if (rule.kind == kind && !find(newer_, rule))
          add(RuleChange::What::removed, rule, changes(&rule, nullptr));
    }
    return std::move(found_);
  }

 private:
  static const DeclaredRule* find(const Policy& policy, const DeclaredRule& like) {
    for (const DeclaredRule& rule : policy.declared())
      if (rule.kind == like.kind && rule.id == like.id) return &rule;
    return nullptr;
  }

  void compare(const DeclaredRule& now, const DeclaredRule* then) {
    auto fields = changes(then, &now);
    if (!then)
      add(RuleChange::What::added, now, std::move(fields));
    else if (!fields.empty())
      add(RuleChange::What::changed, now, std::move(fields));
  }

  /// In order of the newer rule, then what it lacks. Either may be missing.
  std::vector<FieldChange> changes(const DeclaredRule* then, const DeclaredRule* now) {
    std::vector<FieldChange> all;
    if (now)
      for (const auto& [name, value] : now->fields) {
        const auto* old = then ? then->fields.if_contains(name) : nullptr;
        if (!old)
          all.push_back({name, "", written(value)});
        else if (auto change = change_of(name, *then, *old, *now, value))
          all.push_back(std::move(*change));
      }
    if (then)
      for (const auto& [name, value] : then->fields)
        if (!now || !now->fields.contains(name)) all.push_back({name, written(value), ""});
    std::erase_if(all, [](const FieldChange& change) { return change.field == "id"; });
    return all;
  }

  std::optional<FieldChange> change_of(std::string_view name, const DeclaredRule& then,
                                       const boost::json::value& old, const DeclaredRule& now,
                                       const boost::json::value& value) {
    if (!function_of(old) || !function_of(value)) {
      if (old == value) return {};
      return FieldChange{std::string(name), written(old), written(value)};
    }
    // Where it stands does not matter, only what it says.
    if (before_.text_of(then, name) == after_.text_of(now, name)) return {};
    return FieldChange{std::string(name), written(old), written(value) + " that says otherwise"};
  }

  void add(RuleChange::What what, const DeclaredRule& rule, std::vector<FieldChange> fields) {
    found_.push_back({what, rule.kind, rule.id, rule.where, std::move(fields)});
  }

  const Policy& older_;
  const Policy& newer_;
  Functions before_, after_;
  std::vector<RuleChange> found_;
};

const char* name_of(RuleChange::What what) {
  switch (what) {
    case RuleChange::What::added: return "added";
    case RuleChange::What::removed: return "removed";
    case RuleChange::What::changed: return "changed";
  }
  return "";
}

std::string line_of(const RuleChange& change, const FieldChange& field) {
  const std::string rule = std::string(name_of(change.kind)) + " " + change.id + ": ";
  const auto or_nothing = [](const std::string& text) { return text.empty() ? "nothing" : text; };
  return rule + field.field + " " + or_nothing(field.before) + " -> " + or_nothing(field.after);
}

/// "added with days 30, amount AUD 20.00"
std::string whole_line(const RuleChange& change) {
  const bool is_added = change.what == RuleChange::What::added;
  std::string line =
      std::string(name_of(change.kind)) + " " + change.id + ": " + name_of(change.what);
  const char* between = is_added ? " with " : ", which had ";
  for (const FieldChange& field : change.fields) {
    line += between + field.field + " " + (is_added ? field.after : field.before);
    between = ", ";
  }
  return line;
}

}  // namespace

std::vector<RuleChange> difference(const Policy& older, const Policy& newer) {
  return Comparison(older, newer).run();
}

std::vector<std::string> to_lines(const std::vector<RuleChange>& changes) {
  std::vector<std::string> lines;
  for (const RuleChange& change : changes) {
    if (change.what != RuleChange::What::changed) {
      lines.push_back(whole_line(change));
      continue;
    }
    for (const FieldChange& field : change.fields) lines.push_back(line_of(change, field));
  }
  return lines;
}

boost::json::array to_json(const std::vector<RuleChange>& changes) {
  const auto or_null = [](const std::string& text) {
    return text.empty() ? boost::json::value() : boost::json::value(text);
  };
  boost::json::array all;
  for (const RuleChange& change : changes) {
    boost::json::array fields;
    for (const FieldChange& field : change.fields)
      fields.push_back(boost::json::object{{"field", field.field},
                                           {"before", or_null(field.before)},
                                           {"after", or_null(field.after)}});
    all.push_back(boost::json::object{{"what", name_of(change.what)},
                                      {"kind", name_of(change.kind)},
                                      {"id", change.id},
                                      {"where", change.where},
                                      {"fields", std::move(fields)}});
  }
  return all;
}

}  // namespace patchbay::policy
