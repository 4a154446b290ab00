#include "adapters/lua_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace patchbay::adapters {
namespace {

constexpr std::array<std::string_view, 22> keywords{
    "and",      "break",  "do",   "else", "elseif", "end",  "false", "for",
    "function", "goto",   "if",   "in",   "local",  "nil",  "not",   "or",
    "repeat",   "return", "then", "true", "until",  "while"};
// Longer ones first.
constexpr std::array<std::string_view, 10> long_signs{
    "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

class Lexer {
 public:
  explicit Lexer(std::string_view source) : rest_(source) {}

  std::vector<LuaToken> read() {
    while (!rest_.empty()) step();
    return std::move(tokens_);
  }

 private:
  using Kind = LuaToken::Kind;

  void step() {
    const char c = rest_.front();
    if (std::isspace(static_cast<unsigned char>(c))) return skip(1);
    if (rest_.starts_with("--")) return comment();
    if (const auto level = long_bracket(rest_)) return add(Kind::text, take_long(*level));
    if (c == '"' || c == '\'') return add(Kind::text, take_quoted(c));
    if (starts_name(c)) return add(Kind::name, take_while(in_name));
    if (std::isdigit(static_cast<unsigned char>(c)))
      return add(Kind::number, take_while([](char d) { return in_name(d) || d == '.'; }));
    sign();
  }

  void sign() {
    for (const auto known : long_signs)
      if (rest_.starts_with(known)) {
        tokens_.push_back({Kind::sign, std::string(known), line_});
        return skip(known.size());
      }
    tokens_.push_back({Kind::sign, std::string(1, rest_.front()), line_});
    skip(1);
  }

  void comment() {
    skip(2);
    if (const auto level = long_bracket(rest_))
      take_long(*level);
    else
      skip(std::min(rest_.find('\n'), rest_.size()));
  }

  /// The number of "=" of a long bracket that opens here.
  static std::optional<std::size_t> long_bracket(std::string_view text) {
    if (!text.starts_with('[')) return std::nullopt;
    const auto second = text.find_first_not_of('=', 1);
    if (second == std::string_view::npos || text[second] != '[') return std::nullopt;
    return second - 1;
  }

  std::string take_long(std::size_t level) {
    skip(level + 2);
    const std::string close = "]" + std::string(level, '=') + "]";
    const auto end = std::min(rest_.find(close), rest_.size());
    std::string text(rest_.substr(0, end));
    skip(std::min(end + close.size(), rest_.size()));
    return text;
  }

  std::string take_quoted(char quote) {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != quote && rest_[end] != '\n')
      end += rest_[end] == '\\' ? 2 : 1;
    end = std::min(end, rest_.size());
    std::string text(rest_.substr(1, end - 1));
    skip(std::min(end + 1, rest_.size()));
    return text;
  }

  template <class Belongs>
  std::string take_while(Belongs belongs) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
    std::string text(rest_.begin(), end);
    skip(text.size());
    return text;
  }

  void add(Kind kind, std::string text) {
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    tokens_.push_back({kind, std::move(text), line_ - (kind == Kind::text ? lines : 0)});
  }

  void skip(std::size_t count) {
    const auto gone = rest_.substr(0, count);
    line_ += static_cast<std::size_t>(std::count(gone.begin(), gone.end(), '\n'));
    rest_.remove_prefix(gone.size());
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  std::vector<LuaToken> tokens_;
};

}  // namespace

std::vector<LuaToken> lua_tokens(std::string_view source) { return Lexer(source).read(); }

bool is_lua_keyword(std::string_view name) {
  return std::find(keywords.begin(), keywords.end(), name) != keywords.end();
}

}  // namespace patchbay::adapters
