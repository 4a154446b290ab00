#include "hub/policy/lua_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace patchbay::policy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<LuaToken> run() {
    if (text_.starts_with('#')) skip_line();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '-' && next() == '-')
        skip_comment();
      else if (is_letter(c))
        take(LuaToken::Kind::name, end_of_word(at_));
      else if (is_digit(c) || (c == '.' && is_digit(next())))
        take(LuaToken::Kind::number, end_of_number());
      else if (c == '"' || c == '\'')
        take(LuaToken::Kind::text, end_of_quoted(c));
      else if (const auto end = end_of_long(at_))
        take(LuaToken::Kind::text, *end);
      else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v')
        pass(at_ + 1);
      else
        take(LuaToken::Kind::symbol, end_of_symbol());
    }
    return std::move(tokens_);
  }

 private:
  char next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }

  /// Moves on, counting lines: "\n", "\r" and both together are one end each.
  void pass(std::size_t end) {
    for (; at_ < end; ++at_)
      if (text_[at_] == '\n' || (text_[at_] == '\r' && next() != '\n')) ++line_;
  }
  void take(LuaToken::Kind kind, std::size_t end) {
    tokens_.push_back({kind, at_, end, line_});
    pass(end);
  }
  void skip_line() { pass(std::min(text_.find_first_of("\r\n", at_), text_.size())); }
  void skip_comment() {
    if (const auto end = end_of_long(at_ + 2)) return pass(*end);
    skip_line();
  }
  std::size_t end_of_word(std::size_t index) const {
    while (index < text_.size() && (is_letter(text_[index]) || is_digit(text_[index]))) ++index;
    return index;
  }
  std::size_t end_of_number() const {
    std::size_t index = at_;
    while (index < text_.size()) {
      const char c = text_[index];
      const bool is_signed = (c == '+' || c == '-') && index > at_ &&
                             std::string_view("eEpP").find(text_[index - 1]) != std::string::npos;
      if (!is_letter(c) && !is_digit(c) && c != '.' && !is_signed) break;
      ++index;
    }
    return index;
  }
  std::size_t end_of_quoted(char quote) const {
    std::size_t index = at_ + 1;
    while (index < text_.size() && text_[index] != quote) index += text_[index] == '\\' ? 2 : 1;
    return std::min(index + 1, text_.size());
  }
  /// Of "[[ … ]]" or "[=[ … ]=]"; nothing: there is none at `index`.
  std::optional<std::size_t> end_of_long(std::size_t index) const {
    if (index >= text_.size() || text_[index] != '[') return {};
    const std::size_t open = std::min(text_.find_first_not_of('=', index + 1), text_.size());
    if (open == text_.size() || text_[open] != '[') return {};
    const std::string closing = "]" + std::string(open - index - 1, '=') + "]";
    const std::size_t end = text_.find(closing, open + 1);
    return end == std::string_view::npos ? text_.size() : end + closing.size();
  }
  std::size_t end_of_symbol() const {
    static constexpr std::array<std::string_view, 10> longer{
        "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};
    for (const std::string_view symbol : longer)
      if (text_.substr(at_).starts_with(symbol)) return at_ + symbol.size();
    return at_ + 1;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  std::vector<LuaToken> tokens_;
};

template <std::size_t count>
bool is_one_of(std::string_view word, const std::array<std::string_view, count>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// +1 for what opens a level, -1 for what closes one. ("while" and "for" open by their "do".)
int step_of(std::string_view word) {
  static constexpr std::array<std::string_view, 7> opening{"(",  "[",  "{",     "function",
                                                           "do", "if", "repeat"};
  static constexpr std::array<std::string_view, 5> closing{")", "]", "}", "end", "until"};
  return is_one_of(word, opening) ? 1 : is_one_of(word, closing) ? -1 : 0;
}

}  // namespace

LuaText::LuaText(std::string text) : text_(std::move(text)), tokens_(Lexer(text_).run()) {}

std::string_view LuaText::spelled(const LuaToken& token) const {
  return std::string_view(text_).substr(token.begin, token.end - token.begin);
}

bool LuaText::is(std::size_t index, std::string_view spelling) const {
  return index < tokens_.size() && tokens_[index].kind != LuaToken::Kind::text &&
         spelled(tokens_[index]) == spelling;
}

std::optional<std::size_t> LuaText::table_of(std::size_t index) const {
  std::size_t table = index + 1;
  if (is(table, "(")) ++table;
  if (is(table, "{")) return table;
  return {};
}

std::size_t LuaText::end_of_value(std::size_t index) const {
  int level = 0;
  for (; index < tokens_.size(); ++index) {
    if (tokens_[index].kind == LuaToken::Kind::text) continue;
    const auto word = spelled(tokens_[index]);
    const int step = step_of(word);
    if (level == 0 && (step < 0 || word == "," || word == ";")) break;
    level += step;
  }
  return index;
}

std::span<const LuaToken> LuaText::value_in(std::size_t table, std::string_view field) const {
  for (std::size_t begin = table + 1; begin < tokens_.size();) {
    const std::size_t end = end_of_value(begin);
    std::size_t value = end;
    if (is(begin, field) && is(begin + 1, "=")) value = begin + 2;
    if (is(begin, "[") && is(begin + 2, "]") && is(begin + 3, "=") &&
        tokens_[begin + 1].kind == LuaToken::Kind::text &&
        unquoted(spelled(tokens_[begin + 1])) == field)
      value = begin + 4;
    if (value < end) return std::span(tokens_).subspan(value, end - value);
    if (!is(end, ",") && !is(end, ";")) break;  // the end of the table
    begin = end + 1;
  }
  return {};
}

std::optional<std::size_t> LuaText::find_table(const LuaCall& call) const {
  std::vector<std::size_t> tables;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (!is(i, call.word) || tokens_[i].line > call.line) continue;
    const auto table = table_of(i);
    if (table && (tokens_[i].line == call.line || tokens_[*table].line == call.line))
      tables.push_back(*table);
  }
  if (tables.size() == 1) return tables.front();
  for (const std::size_t table : tables) {
    const auto id = value_in(table, "id");
    if (id.empty() ? call.id == call.word
                   : id.size() == 1 && unquoted(spelled(id.front())) == call.id)
      return table;
  }
  return {};
}

std::span<const LuaToken> LuaText::find_value(const LuaCall& call, std::string_view field) const {
  const auto table = find_table(call);
  return table ? value_in(*table, field) : std::span<const LuaToken>();
}

std::size_t LuaText::behind_table(std::size_t table) const {
  std::size_t closing = table + 1;
  while (closing < tokens_.size() && !is(closing, "}")) {
    closing = end_of_value(closing);
    if (is(closing, ",") || is(closing, ";"))
      ++closing;
    else if (!is(closing, "}"))
      break;  // broken text
  }
  return closing + 1;
}

bool LuaText::says(std::size_t table, std::string_view field, std::string_view text) const {
  const auto value = value_in(table, field);
  return value.size() == 1 && value.front().kind == LuaToken::Kind::text &&
         unquoted(spelled(value.front())) == text;
}

std::vector<std::span<const LuaToken>> LuaText::values_outside(std::string_view word,
                                                               std::string_view effect,
                                                               std::string_view rule,
                                                               std::string_view field) const {
  std::vector<std::span<const LuaToken>> values;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (is(i, word) && table_of(i)) {
      i = behind_table(*table_of(i)) - 1;
    } else if (is(i, "{") && says(i, "effect", effect) && says(i, "rule", rule)) {
      if (const auto value = value_in(i, field); !value.empty()) values.push_back(value);
    }
  }
  return values;
}

std::string LuaText::plain(std::span<const LuaToken> tokens) const {
  std::string all;
  for (const LuaToken& token : tokens) {
    if (!all.empty()) all += ' ';
    all += spelled(token);
  }
  return all;
}

std::string LuaText::plain_around(const std::vector<std::string>& words) const {
  std::string all;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const bool is_word = tokens_[i].kind == LuaToken::Kind::name &&
                         std::find(words.begin(), words.end(), spelled(tokens_[i])) != words.end();
    if (is_word && table_of(i)) {
      i = behind_table(*table_of(i)) - 1;
    } else {
      all += std::string(spelled(tokens_[i])) + ' ';
    }
  }
  return all;
}

std::string_view unquoted(std::string_view spelled) {
  if (spelled.size() < 2) return spelled;
  if (spelled.front() != '[') return spelled.substr(1, spelled.size() - 2);
  const std::size_t marks = spelled.find('[', 1) + 1;
  if (spelled.size() < 2 * marks) return spelled;
  return spelled.substr(marks, spelled.size() - 2 * marks);
}

LuaPlace parse_place(const std::string& where) {
  LuaPlace place;
  const auto colon = where.rfind(':');
  std::string path = where.substr(0, colon);
  if (colon != std::string::npos)
    std::from_chars(where.data() + colon + 1, where.data() + where.size(), place.line);
  if (const auto slash = path.rfind('/'); slash != std::string::npos) {
    place.folder = path.substr(0, slash);
    path.erase(0, slash + 1);
  }
  place.file = std::move(path);
  return place;
}

}  // namespace patchbay::policy
