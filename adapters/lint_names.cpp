#include <algorithm>
#include <array>
#include <set>

#include "adapters/lint_rules.h"
#include "adapters/lua/names.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

using Tokens = std::vector<LuaToken>;
using Names = std::set<std::string>;

struct Forbidden {
  std::string_view name, mend;
};
/// What Lua has elsewhere and the fence does not.
constexpr std::array<Forbidden, 17> forbidden{
    {{"io", "read files with call:read_file"},
     {"os", "the time is call.now; time.text and time.parse read and write it"},
     {"debug", "log what you need to know"},
     {"load", "write the code out; scripts are not made at run time"},
     {"loadstring", "write the code out; scripts are not made at run time"},
     {"loadfile", "use require"},
     {"dofile", "use require"},
     {"package", "require finds files of this folder and of scripts/lib"},
     {"collectgarbage", "leave it out; a call has its own memory"},
     {"print", "return what matters in the outcome, or log it"},
     {"warn", "return what matters in the outcome, or log it"},
     {"coroutine", "call:get and the others wait by themselves"},
     {"setmetatable", "use plain tables and functions"},
     {"getmetatable", "use plain tables and functions"},
     {"rawget", "use plain tables"},
     {"rawset", "use plain tables"},
     {"_G", "use local names"}}};

bool is_name(const LuaToken& token) {
  return token.kind == LuaToken::Kind::name && !is_lua_keyword(token.text);
}

bool follows(const Tokens& tokens, std::size_t at, std::string_view sign) {
  return at > 0 && tokens[at - 1].is(sign);
}

bool precedes(const Tokens& tokens, std::size_t at, std::string_view sign) {
  return at + 1 < tokens.size() && tokens[at + 1].is(sign);
}

/// Takes the names of a list that begins at `at`: "a, b <const>, c".
void take_list(const Tokens& tokens, std::size_t at, Names& names) {
  for (; at < tokens.size(); ++at) {
    if (is_name(tokens[at])) names.insert(tokens[at].text);
    if (precedes(tokens, at, "<")) at += 3;
    if (!precedes(tokens, at, ",")) return;
    ++at;
  }
}

/// Takes the parameters of the function at `at`, and its name where it is a plain one.
void take_function(const Tokens& tokens, std::size_t at, Names& names) {
  while (++at < tokens.size() && !tokens[at].is("("))
    if (is_name(tokens[at]) && !follows(tokens, at, ".") && !follows(tokens, at, ":"))
      names.insert(tokens[at].text);
  for (; at < tokens.size() && !tokens[at].is(")"); ++at)
    if (is_name(tokens[at])) names.insert(tokens[at].text);
}

/// Every name that is declared anywhere: locals, parameters, loop variables, labels.
Names declared_names(const Tokens& tokens) {
  Names names{"self"};
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].is("function")) take_function(tokens, at, names);
    if (tokens[at].is("local") || tokens[at].is("for")) take_list(tokens, at + 1, names);
    const bool is_label = tokens[at].is("goto") || tokens[at].is("::");
    if (is_label && at + 1 < tokens.size() && is_name(tokens[at + 1]))
      names.insert(tokens[at + 1].text);
  }
  return names;
}

/// Signs of every token's innermost bracket: '{', '(', '[', or 'b' for a block of statements.
std::vector<char> brackets_of(const Tokens& tokens) {
  std::vector<char> open{'b'}, inside;
  for (const auto& token : tokens) {
    const bool closes = token.is("}") || token.is(")") || token.is("]") || token.is("end");
    if (closes && open.size() > 1) open.pop_back();
    inside.push_back(open.back());
    if (token.is("{") || token.is("(") || token.is("["))
      open.push_back(token.text[0]);
    else if (token.is("function") || token.is("do") || token.is("then"))
      open.push_back('b');
    else if (token.is("elseif") && open.size() > 1)
      open.pop_back();
    else if (token.is("repeat"))
      open.push_back('b');
    else if (token.is("until") && open.size() > 1)
      open.pop_back();
  }
  return inside;
}

std::string meant(const std::string& name, const std::vector<std::string>& known) {
  const auto near = nearest(name, known);
  return near ? "did you mean \"" + *near + "\"?" : "";
}

std::vector<std::string> list_of(const Names& names) { return {names.begin(), names.end()}; }

class NameRules {
 public:
  NameRules(const LintScript& script, Findings& findings)
      : script_(script),
        tokens_(script.tokens),
        declared_(declared_names(tokens_)),
        inside_(brackets_of(tokens_)),
        findings_(findings) {}

  void run() {
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (!is_name(tokens_[at])) continue;
      if (follows(tokens_, at, ".") || follows(tokens_, at, ":"))
        check_member(at);
      else if (!is_key(at) && !is_attribute(at))
        check_global(at);
    }
  }

 private:
  /// "local x <const>".
  bool is_attribute(std::size_t at) const {
    return follows(tokens_, at, "<") && (tokens_[at].is("const") || tokens_[at].is("close"));
  }

  /// "name =" in a table.
  bool is_key(std::size_t at) const {
    return inside_[at] == '{' && precedes(tokens_, at, "=") &&
           (follows(tokens_, at, "{") || follows(tokens_, at, ",") || follows(tokens_, at, ";"));
  }

  void check_global(std::size_t at) {
    const std::string& name = tokens_[at].text;
    const auto& globals = lua::library_names().globals;
    if (declared_.contains(name) || globals.contains(name) || lua::is_money_constructor(name))
      return;
    if (name == "require") return;  // lint_modules() looks at it
    const auto known = std::find_if(forbidden.begin(), forbidden.end(),
                                    [&](const Forbidden& one) { return one.name == name; });
    if (known != forbidden.end())
      return add(at, "forbidden-global", "\"" + name + "\" is not there for scripts",
                 std::string(known->mend));
    if (precedes(tokens_, at, "=") && inside_[at] == 'b')
      return add(at, "global", "\"" + name + "\" is set as a global, which ends with the call",
                 "write: local " + name);
    Names all = declared_;
    for (const auto& [global, members] : globals) all.insert(global);
    const auto guess = meant(name, list_of(all));
    add(at, "unknown-global", "\"" + name + "\" is declared nowhere",
        guess.empty() ? "declare it: local " + name : guess);
  }

  /// "url.escape", "call:get".
  void check_member(std::size_t at) {
    if (at < 2 || !is_name(tokens_[at - 2])) return;
    if (at > 2 && (follows(tokens_, at - 2, ".") || follows(tokens_, at - 2, ":"))) return;
    const std::string& owner = tokens_[at - 2].text;
    const std::string& name = tokens_[at].text;
    const auto& library = lua::library_names();
    const auto found = library.globals.find(owner);
    const bool is_method = owner == "call" && tokens_[at - 1].is(":");
    if (!is_method && (found == library.globals.end() || declared_.contains(owner))) return;
    const Names& members = is_method ? library.call_methods : found->second;
    if (members.empty() || members.contains(name)) return;
    const auto guess = meant(name, list_of(members));
    add(at, "unknown-member", owner + tokens_[at - 1].text + name + " does not exist",
        guess.empty() ? "it has " + join(list_of(members), ", ") : guess);
  }

  void add(std::size_t at, const char* rule, std::string message, std::string mend) {
    findings_.push_back({script_.input.file, tokens_[at].line, Severity::error, rule,
                         std::move(message), std::move(mend)});
  }

  const LintScript& script_;
  const Tokens& tokens_;
  const Names declared_;
  const std::vector<char> inside_;
  Findings& findings_;
};

}  // namespace

void lint_names(const LintScript& script, Findings& findings) { NameRules(script, findings).run(); }

void lint_modules(const LintScript& script, Findings& findings) {
  const Tokens& tokens = script.tokens;
  for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
    if (!tokens[at].is("require")) continue;
    const auto& name =
        tokens[at + 1].is("(") && at + 2 < tokens.size() ? tokens[at + 2] : tokens[at + 1];
    if (name.kind != LuaToken::Kind::text || script.input.has_module(name.text)) continue;
    findings.push_back({script.input.file, tokens[at].line, Severity::error, "require",
                        "require \"" + name.text + "\" finds nothing",
                        "put " + name.text + ".lua into this folder or into scripts/lib"});
  }
}

}  // namespace patchbay::adapters
