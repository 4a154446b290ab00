#pragma once
// The text of a policy file, token by token: finds where a field's value is written, without
// running anything. Private to hub/policy.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::policy {

struct LuaToken {
  enum class Kind { name, number, text, symbol } kind = Kind::symbol;
  std::size_t begin = 0, end = 0;  ///< bytes of the file
  std::size_t line = 1;
};

/// Which call of a declaration: the rule that `word { … }` declares at a line.
struct LuaCall {
  std::string word;      ///< "milestone"
  std::size_t line = 0;  ///< of the word
  std::string id;        ///< tells calls of one line apart; that of a call without one is its word
};

/// Immutable. Broken text is read as far as it goes. Comments are no tokens.
class LuaText {
 public:
  explicit LuaText(std::string text);

  const std::string& text() const { return text_; }
  std::string_view spelled(const LuaToken& token) const;
  /// The tokens of the value of `field = value` in the call's table, at its first level. Empty: no
  /// such call or field, or it is given otherwise. Lives as long as this.
  std::span<const LuaToken> find_value(const LuaCall& call, std::string_view field) const;
  /// The same of every table outside of calls of `word` whose fields `effect` and `rule` are these
  /// texts, in the order of the file.
  std::vector<std::span<const LuaToken>> values_outside(std::string_view word,
                                                        std::string_view effect,
                                                        std::string_view rule,
                                                        std::string_view field) const;
  /// Tokens with a blank between each: what layout and comments do not change.
  std::string plain(std::span<const LuaToken> tokens) const;
  /// The same of all that stands outside of calls of `words`.
  std::string plain_around(const std::vector<std::string>& words) const;

 private:
  bool is(std::size_t index, std::string_view spelling) const;
  /// The index of the "{" of a call that begins at `index`; nothing: it is none.
  std::optional<std::size_t> table_of(std::size_t index) const;
  std::optional<std::size_t> find_table(const LuaCall& call) const;
  /// Behind the "}" of a table; at the end of what can be read, if the text is broken.
  std::size_t behind_table(std::size_t table) const;
  bool says(std::size_t table, std::string_view field, std::string_view text) const;
  std::span<const LuaToken> value_in(std::size_t table, std::string_view field) const;
  /// The end of what begins at `index`, up to a separator or closing bracket of its own level.
  std::size_t end_of_value(std::size_t index) const;

  std::string text_;
  std::vector<LuaToken> tokens_;
};

/// What a text token says, without its quotes; escapes stay as they are written.
std::string_view unquoted(std::string_view spelled);

/// A place such as "policies/guide/benefits.lua:12".
struct LuaPlace {
  std::string folder;  ///< "policies/guide"; may be empty
  std::string file;    ///< "benefits.lua"
  std::size_t line = 0;
};
LuaPlace parse_place(const std::string& where);

}  // namespace patchbay::policy
