#include <algorithm>
#include <array>
#include <map>

#include "adapters/lint_rules.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

/// What the hub itself reads.
constexpr std::array<std::string_view, 3> hub_reads{"api_url", "webhook_secret",
                                                    "webhook_secret_previous"};

bool is_read_by_hub(const std::string& name) {
  return std::find(hub_reads.begin(), hub_reads.end(), name) != hub_reads.end();
}

struct Uses {
  std::map<std::string, std::size_t> read;     ///< settings.NAME or settings["NAME"], with line
  std::map<std::string, std::size_t> secrets;  ///< the same of secrets, and secret("NAME")
  std::map<std::string, int> words;            ///< how often a name or text stands anywhere
};

/// The name that is read at `at` of the table (or by the function) before it; null: none is.
const LuaToken* name_read(const std::vector<LuaToken>& tokens, std::size_t at) {
  if (at + 2 >= tokens.size()) return nullptr;
  const bool is_field = tokens[at + 1].is(".") && tokens[at + 2].kind == LuaToken::Kind::name;
  const bool is_text = (tokens[at + 1].is("[") || tokens[at + 1].is("(")) &&
                       tokens[at + 2].kind == LuaToken::Kind::text;
  return is_field || is_text ? &tokens[at + 2] : nullptr;
}

Uses uses_in(const std::vector<LuaToken>& tokens) {
  Uses uses;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].kind == LuaToken::Kind::name || tokens[at].kind == LuaToken::Kind::text)
      ++uses.words[tokens[at].text];
    const auto* name = name_read(tokens, at);
    if (!name) continue;
    if (tokens[at].is("settings")) uses.read.try_emplace(name->text, name->line);
    if (tokens[at].is("secrets") || tokens[at].is("secret"))
      uses.secrets.try_emplace(name->text, name->line);
  }
  return uses;
}

class SettingRules {
 public:
  SettingRules(const LintScript& script, const Manifest& manifest, Findings& findings)
      : script_(script), manifest_(manifest), uses_(uses_in(script.tokens)), findings_(findings) {}

  void run() {
    for (const auto& field : manifest_.settings) check_setting(field);
    const auto needed = secrets_needed(manifest_.auth);
    for (const auto& name : manifest_.secrets)
      if (!is_read_by_hub(name) && !std::count(needed.begin(), needed.end(), name) &&
          is_unused(name))
        add(script_.line_of(name), "unused-secret",
            "secret \"" + name + "\" is declared and never read",
            "read it, or take it out of \"secrets\": whoever installs the partner must give it");
    check_undeclared();
  }

 private:
  /// A word that stands in the script only where it is declared.
  bool is_unused(const std::string& name) const {
    const auto found = uses_.words.find(name);
    return found == uses_.words.end() || found->second < 2;
  }

  void check_setting(const Field& field) {
    // What a request of the hub may name (files) needs no word of the script.
    if (is_read_by_hub(field.name) || field.type == FieldType::path) return;
    if (is_unused(field.name))
      add(script_.line_of(field.name), "unused-setting",
          "setting \"" + field.name + "\" is declared and never read",
          "read it as call.settings." + field.name + ", or take it out of \"settings\"");
  }

  void check_undeclared() {
    std::vector<std::string> names;
    for (const auto& field : manifest_.settings) names.push_back(field.name);
    for (const auto& [name, line] : uses_.read)
      if (std::find(names.begin(), names.end(), name) == names.end())
        add(line, "undeclared-setting", "setting \"" + name + "\" is read and not declared",
            advice(name, names, "settings"));
    for (const auto& [name, line] : uses_.secrets)
      if (std::find(manifest_.secrets.begin(), manifest_.secrets.end(), name) ==
          manifest_.secrets.end())
        add(line, "undeclared-secret", "secret \"" + name + "\" is read and not declared",
            advice(name, manifest_.secrets, "secrets"));
  }

  static std::string advice(const std::string& name, const std::vector<std::string>& known,
                            const std::string& list) {
    const auto near = nearest(name, known);
    return near ? "did you mean \"" + *near + "\"?" : "declare it in \"" + list + "\"";
  }

  void add(std::size_t line, const char* rule, std::string message, std::string mend) {
    const bool is_undeclared = std::string_view(rule).starts_with("undeclared");
    findings_.push_back({script_.input.file, line,
                         is_undeclared ? Severity::error : Severity::warning, rule,
                         std::move(message), std::move(mend)});
  }

  const LintScript& script_;
  const Manifest& manifest_;
  const Uses uses_;
  Findings& findings_;
};

}  // namespace

void lint_settings(const LintScript& script, const Manifest& manifest, Findings& findings) {
  if (script.tokens.empty()) return;  // no script: nothing can be said
  SettingRules(script, manifest, findings).run();
}

}  // namespace patchbay::adapters
