#include "hub/policy/accept.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <map>

#include "hub/base/text.h"
#include "hub/policy/difference.h"
#include "hub/policy/lua_literal.h"
#include "hub/policy/lua_text.h"

namespace patchbay::policy {
namespace {

namespace json = boost::json;

constexpr std::size_t named_max = 5;  ///< tests that an error names

bool is_same_rule(const json::value& a, const json::value& b) {
  return a.at("effect") == b.at("effect") && a.at("rule") == b.at("rule");
}

/// Whether the new expectation of an effect says this field; `before`: its old one, or null.
bool is_said(std::string_view field, const json::value* before) {
  if (field == "effect" || field == "rule") return true;
  if (before) return before->as_object().contains(field);
  return field == "amount" || field == "points" || field == "code" || field == "of";
}

std::string effect_literal(const json::object& effect, const json::value* before) {
  std::string all = "{";
  for (const auto& [name, value] : effect) {
    if (value.is_null() || !is_said(name, before)) continue;
    all += (all.size() == 1 ? " " : ", ") + std::string(name) + " = " + lua_literal(value);
  }
  return all + " }";
}

/// The new value of `expect`, an effect a line; `column` is where it begins.
std::string expectation(const TestFailure& failure, std::size_t column) {
  if (failure.made->empty()) return "{}";
  std::string all;
  for (const json::value& effect : *failure.made) {
    const auto before =
        std::find_if(failure.expected.begin(), failure.expected.end(),
                     [&](const json::value& one) { return is_same_rule(one, effect); });
    all += all.empty() ? "{ " : ",\n" + std::string(column + 2, ' ');
    all +=
        effect_literal(effect.as_object(), before == failure.expected.end() ? nullptr : &*before);
  }
  return all + " }";
}

/// A table of the new expectations of some tests of a loop, asked by `name`: the Lua that makes a
/// test's name.
std::string by_name(const std::vector<const TestFailure*>& failures, const std::string& name,
                    std::size_t column) {
  const std::string indent = "\n" + std::string(column + 2, ' ');
  std::string all = "({";
  for (const TestFailure* failure : failures) {
    const std::string key = "[" + lua_literal(json::string(failure->name)) + "] = ";
    all += indent + key + expectation(*failure, column + 2 + key.size()) + ",";
  }
  return all + "\n" + std::string(column, ' ') + "})[ " + name + " ]";
}

struct Edit {
  std::size_t begin = 0, end = 0;  ///< bytes
  std::string text;
};
Edit edit_of(std::span<const LuaToken> tokens, std::string text) {
  return {tokens.front().begin, tokens.back().end, std::move(text)};
}

/// A file of tests while its expectations are written anew.
class TestFile {
 public:
  explicit TestFile(const std::string& text) : text_(text) {}

  /// `failures`: all of one place. Errors: invalid: why they cannot be accepted.
  Result<void> accept(const std::vector<const TestFailure*>& failures, std::size_t line) {
    const auto is_error = [](const TestFailure* one) { return !one->made; };
    if (std::any_of(failures.begin(), failures.end(), is_error))
      return invalid("it is about an error, not about effects");
    const auto old = text_.find_value({"test", line, ""}, "expect");
    if (old.empty()) return invalid("its `expect` is not written in a table of its own");
    if (!is_literal(text_, old))
      if (const auto edits = shared_edits(failures); edits && put(*edits)) return {};
    const std::size_t column = column_of(old.front().begin);
    const auto text = expectation(*failures.front(), column);
    const bool is_for_all =
        failures.size() == failures.front()->beside + 1 &&
        std::all_of(failures.begin(), failures.end(),
                    [&](const TestFailure* one) { return expectation(*one, column) == text; });
    if (is_for_all) return put({edit_of(old, text)}) ? Result<void>() : shares_its_place();
    const auto name = text_.find_value({"test", line, ""}, "name");
    if (name.empty()) return shares_its_place();
    const auto chosen = by_name(failures, source(name), column) + " or " + source(old);
    return put({edit_of(old, chosen)}) ? Result<void>() : shares_its_place();
  }

  std::string text() const {
    std::string all = text_.text();
    for (auto edit = edits_.rbegin(); edit != edits_.rend(); ++edit)
      all.replace(edit->first, edit->second.end - edit->first, edit->second.text);
    return all;
  }

 private:
  std::size_t column_of(std::size_t byte) const {
    if (byte == 0) return 0;
    const auto line_end = text_.text().rfind('\n', byte - 1);
    return line_end == std::string::npos ? byte : byte - line_end - 1;
  }

  /// Where the values that changed stand in tables beside the tests; nothing: more than values
  /// changed, or they do not stand there.
  std::optional<std::vector<Edit>> shared_edits(
      const std::vector<const TestFailure*>& failures) const {
    std::vector<Edit> edits;
    for (const TestFailure* failure : failures) {
      if (failure->expected.size() != failure->made->size()) return {};
      for (std::size_t i = 0; i < failure->expected.size(); ++i)
        if (!add_shared(failure->expected[i], (*failure->made)[i], edits)) return {};
    }
    return edits;
  }
  bool add_shared(const json::value& wanted, const json::value& made,
                  std::vector<Edit>& edits) const {
    if (!is_same_rule(wanted, made)) return false;
    const auto& effect = made.as_object();
    for (const auto& [name, value] : wanted.as_object()) {
      const auto* now = effect.if_contains(name);
      if (!now || now->is_null()) return false;
      if (*now == value) continue;
      const std::size_t before = edits.size();
      for (const auto tokens :
           text_.values_outside("test", std::string_view(wanted.at("effect").as_string()),
                                std::string_view(wanted.at("rule").as_string()), name))
        if (spells(text_, tokens, value)) edits.push_back(edit_of(tokens, lua_literal(*now)));
      if (edits.size() == before) return false;
    }
    return true;
  }

  std::string source(std::span<const LuaToken> tokens) const {
    return text_.text().substr(tokens.front().begin, tokens.back().end - tokens.front().begin);
  }

  static Error shares_its_place() {
    return invalid("other tests are written at its place and want something else");
  }

  /// False, and nothing is put: another edit of one of these places says something else.
  bool put(const std::vector<Edit>& edits) {
    std::map<std::size_t, Edit> all = edits_;
    for (const Edit& edit : edits)
      if (const auto [taken, is_new] = all.emplace(edit.begin, edit);
          !is_new && taken->second.text != edit.text)
        return false;
    edits_ = std::move(all);
    return true;
  }

  LuaText text_;
  std::map<std::size_t, Edit> edits_;  ///< by beginning; none overlap
};

std::string place_text(const TestFailure& failure) {
  return "\"" + failure.name + "\" (" + failure.where + ")";
}

/// Errors: invalid: the rules are others, or a test fails.
Result<void> check(const Policy& before, const std::vector<PolicyFile>& files) {
  // Places of functions have the folder in them, and are compared.
  const auto folder = parse_place(before.declared().front().where).folder;
  const auto after = Policy::from_files(files, folder);
  if (!after) return after.error();
  if (!difference(before, *after).empty())
    return invalid("the rules would change with the tests; change the tests by hand");
  const auto report = run_policy_tests(*after);
  if (!report) return report.error();
  if (report->ok()) return {};
  return invalid("nothing was accepted: " + std::to_string(report->failures.size()) +
                 " of the tests would fail then, the first is " +
                 place_text(report->failures.front()) + "; change that one by hand");
}

Error refusal(const std::vector<std::string>& reasons) {
  const std::size_t shown = std::min(reasons.size(), named_max);
  std::string all = join(std::span(reasons).first(shown), "; ");
  if (shown < reasons.size()) all += "; and " + std::to_string(reasons.size() - shown) + " more";
  return invalid("nothing was accepted, since these tests have to be changed by hand: " + all);
}

}  // namespace

Result<std::vector<PolicyFile>> accept_results(const Policy& policy, const TestReport& report) {
  if (report.ok()) return conflict("there is nothing to accept: no test fails");
  std::vector<PolicyFile> files = policy.files();
  std::map<std::string, TestFile> texts;
  for (const PolicyFile& file : files)
    if (is_test(file)) texts.emplace(file.name, TestFile(file.text));
  std::map<std::string, std::vector<const TestFailure*>> places;
  for (const TestFailure& failure : report.failures) places[failure.where].push_back(&failure);

  std::vector<std::string> reasons;
  for (const auto& [where, failures] : places) {
    const auto place = parse_place(where);
    const auto done = texts.at(place.file).accept(failures, place.line);
    if (!done) reasons.push_back(place_text(*failures.front()) + ": " + done.error().message);
  }
  if (!reasons.empty()) return refusal(reasons);
  for (PolicyFile& file : files)
    if (is_test(file)) file.text = texts.at(file.name).text();
  if (const auto checked = check(policy, files); !checked) return checked.error();
  return files;
}

}  // namespace patchbay::policy
