// find, match, gmatch and gsub over our own matcher (pattern.h), every step charged.

#include <string.h>

#include <array>
#include <string>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/pattern.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t result_bytes_max = 4 * 1024 * 1024;
constexpr std::uint64_t bytes_per_unit = 16;

Matcher::Spend spend_of(lua_State* thread) {
  return [thread](std::size_t steps) { Fence::of(thread).charge(thread, steps); };
}

void push_capture(lua_State* thread, std::string_view subject, const Matcher& matcher, int index) {
  const Matcher::Capture& capture = matcher.capture(index);
  if (capture.length == Matcher::length_position)
    lua_pushinteger(thread, capture.start - subject.data() + 1);
  else
    lua_pushlstring(thread, capture.start, static_cast<std::size_t>(capture.length));
}

/// Pushes the captures, or the whole match when there are none.
int push_captures(lua_State* thread, std::string_view subject, const Matcher& matcher,
                  const char* start, const char* end) {
  luaL_checkstack(thread, matcher.captures() + 1, "too many captures");
  if (matcher.captures() == 0) {
    lua_pushlstring(thread, start, static_cast<std::size_t>(end - start));
    return 1;
  }
  for (int i = 0; i < matcher.captures(); ++i) push_capture(thread, subject, matcher, i);
  return matcher.captures();
}

/// The offset that the optional argument `index` asks for; npos when it lies behind the end.
std::size_t start_offset(lua_State* thread, int index, std::size_t length) {
  const lua_Integer wanted = luaL_optinteger(thread, index, 1);
  if (wanted > 0) {
    const auto offset = static_cast<std::size_t>(wanted) - 1;
    return offset > length ? std::string_view::npos : offset;
  }
  const std::uint64_t back = 0 - static_cast<std::uint64_t>(wanted);
  return wanted == 0 || back > length ? 0 : length - back;
}

int find_plain(lua_State* thread, std::string_view subject, std::string_view text,
               std::size_t from) {
  Fence::of(thread).charge(thread, (subject.size() - from) / bytes_per_unit);
  // memmem is linear; std::string_view::find is not.
  const void* found =
      memmem(subject.data() + from, subject.size() - from, text.data(), text.size());
  if (!found) {
    lua_pushnil(thread);
    return 1;
  }
  const auto at = static_cast<const char*>(found) - subject.data();
  lua_pushinteger(thread, at + 1);
  lua_pushinteger(thread, at + static_cast<lua_Integer>(text.size()));
  return 2;
}

int search(lua_State* thread, bool wants_positions) {
  const std::string_view subject = check_text(thread, 1);
  std::string_view pattern = check_text(thread, 2);
  const std::size_t from = start_offset(thread, 3, subject.size());
  if (from == std::string_view::npos) {
    lua_pushnil(thread);
    return 1;
  }
  const bool plain = wants_positions && (lua_toboolean(thread, 4) != 0 ||
                                         pattern.find_first_of("^$*+?.([%-") == pattern.npos);
  if (plain) return find_plain(thread, subject, pattern, from);
  const bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  Matcher matcher(subject, pattern, spend_of(thread));
  for (const char* start = subject.data() + from;; ++start) {
    if (const char* end = matcher.match_at(start)) {
      if (!wants_positions) return push_captures(thread, subject, matcher, start, end);
      lua_pushinteger(thread, start - subject.data() + 1);
      lua_pushinteger(thread, end - subject.data());
      if (matcher.captures() == 0) return 2;
      return 2 + push_captures(thread, subject, matcher, start, end);
    }
    if (anchored || start == subject.data() + subject.size()) break;
  }
  lua_pushnil(thread);
  return 1;
}

int find(lua_State* thread) { return search(thread, true); }
int match(lua_State* thread) { return search(thread, false); }

/// Upvalues: subject, pattern, where to go on, end of the last match (both offsets; -1: none).
int next_match(lua_State* thread) {
  const std::string_view subject = check_text(thread, lua_upvalueindex(1));
  Matcher matcher(subject, check_text(thread, lua_upvalueindex(2)), spend_of(thread));
  const lua_Integer last = lua_tointeger(thread, lua_upvalueindex(4));
  auto at = static_cast<std::size_t>(lua_tointeger(thread, lua_upvalueindex(3)));
  for (; at <= subject.size(); ++at) {
    const char* start = subject.data() + at;
    const char* end = matcher.match_at(start);
    if (!end || end - subject.data() == last) continue;
    lua_pushinteger(thread, end - subject.data());
    lua_copy(thread, -1, lua_upvalueindex(3));
    lua_replace(thread, lua_upvalueindex(4));
    return push_captures(thread, subject, matcher, start, end);
  }
  return 0;
}

int each_match(lua_State* thread) {
  check_text(thread, 1);
  check_text(thread, 2);
  lua_settop(thread, 2);
  lua_pushinteger(thread, 0);
  lua_pushinteger(thread, -1);
  lua_pushcclosure(thread, &guarded<next_match>, 4);
  return 1;
}

/// One gsub call: its subject, matcher and the text built so far.
class Substitution {
 public:
  Substitution(lua_State* thread, std::string_view subject, std::string_view pattern)
      : thread_(thread), subject_(subject), matcher_(subject, pattern, spend_of(thread)) {}

  lua_Integer run(bool anchored, lua_Integer count_max) {
    const char* source = subject_.data();
    const char* const end_of_subject = source + subject_.size();
    const char* last = nullptr;
    lua_Integer count = 0;
    while (count < count_max) {
      const char* end = matcher_.match_at(source);
      if (end && end != last) {
        ++count;
        add_replacement(source, end);
        source = last = end;
      } else if (source < end_of_subject) {
        append({source++, 1});
      } else {
        break;
      }
      if (anchored) break;
    }
    append({source, static_cast<std::size_t>(end_of_subject - source)});
    return count;
  }
  const std::string& result() const { return result_; }

 private:
  void append(std::string_view text) {
    Fence::of(thread_).charge(thread_, 1 + text.size() / bytes_per_unit);
    if (result_.size() + text.size() > result_bytes_max)
      throw PatternError("the result of gsub is too long");
    result_ += text;
  }

  void add_replacement(const char* start, const char* end) {
    const int top = lua_gettop(thread_);
    const int type = lua_type(thread_, 3);
    if (type == LUA_TSTRING || type == LUA_TNUMBER) return expand(start, end);
    if (type == LUA_TFUNCTION) {
      lua_pushvalue(thread_, 3);
      lua_call(thread_, push_captures(thread_, subject_, matcher_, start, end), 1);
    } else {
      push_captures(thread_, subject_, matcher_, start, end);
      lua_settop(thread_, top + 1);
      lua_gettable(thread_, 3);
    }
    if (lua_toboolean(thread_, -1) == 0)
      append({start, static_cast<std::size_t>(end - start)});
    else if (lua_isstring(thread_, -1) == 0)
      throw PatternError(std::string("invalid replacement value (a ") + luaL_typename(thread_, -1) +
                         ")");
    else
      append(check_text(thread_, -1));
    lua_settop(thread_, top);
  }

  /// The replacement text with %0 to %9 and %% filled in.
  void expand(const char* start, const char* end) {
    const std::string_view text = check_text(thread_, 3);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%') {
        append(text.substr(i, 1));
        continue;
      }
      const char next = ++i < text.size() ? text[i] : '\0';
      if (next == '%')
        append("%");
      else if (next == '0' || (next == '1' && matcher_.captures() == 0))
        append({start, static_cast<std::size_t>(end - start)});
      else if (next > '0' && next <= '9' && next - '1' < matcher_.captures())
        append_capture(next - '1');
      else
        throw PatternError("invalid use of '%' in replacement string");
    }
  }

  void append_capture(int index) {
    push_capture(thread_, subject_, matcher_, index);
    append(check_text(thread_, -1));
    lua_pop(thread_, 1);
  }

  lua_State* thread_;
  std::string_view subject_;
  Matcher matcher_;
  std::string result_;
};

int substitute(lua_State* thread) {
  const std::string_view subject = check_text(thread, 1);
  std::string_view pattern = check_text(thread, 2);
  const int type = lua_type(thread, 3);
  luaL_argexpected(
      thread,
      type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
      "string/function/table");
  const lua_Integer count_max =
      luaL_optinteger(thread, 4, static_cast<lua_Integer>(subject.size()) + 1);
  const bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  Substitution substitution(thread, subject, pattern);
  const lua_Integer count = substitution.run(anchored, count_max);
  push_text(thread, substitution.result());
  lua_pushinteger(thread, count);
  return 2;
}

}  // namespace

void add_patterns(lua_State* state) {
  constexpr std::array functions{
      luaL_Reg{"find", &guarded<find>}, luaL_Reg{"match", &guarded<match>},
      luaL_Reg{"gmatch", &guarded<each_match>}, luaL_Reg{"gsub", &guarded<substitute>}};
  add_functions(state, functions);
}

}  // namespace patchbay::adapters::lua
