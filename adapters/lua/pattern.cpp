#include "adapters/lua/pattern.h"

#include <cctype>
#include <cstring>

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t steps_per_spend = 256;
constexpr std::size_t set_bytes_per_step = 8;
constexpr std::size_t bytes_per_step = 16;  // of a plain comparison

unsigned char byte(const char* p) { return static_cast<unsigned char>(*p); }

struct Depth {
  explicit Depth(int& d) : depth(d) { ++depth; }
  ~Depth() { --depth; }
  int& depth;
};

}  // namespace

Matcher::Matcher(std::string_view subject, std::string_view pattern, Spend spend)
    : begin_(subject.data()),
      end_(subject.data() + subject.size()),
      pattern_end_(pattern.data() + pattern.size()),
      pattern_(pattern.data()),
      spend_(std::move(spend)) {}

void Matcher::step(std::size_t steps) {
  steps_ += steps;
  if (steps_ < steps_per_spend) return;
  spend_(steps_);
  steps_ = 0;
}

const char* Matcher::match_at(const char* start) {
  level_ = 0;
  const char* found = match(start, pattern_);
  for (int i = 0; found && i < level_; ++i)
    if (capture(i).length == length_open) throw PatternError("unfinished capture");
  return found;
}

const char* Matcher::match(const char* s, const char* p) {
  const Depth depth(depth_);
  if (depth_ > depth_max) throw PatternError("pattern too complex");
  while (p != pattern_end_) {
    step();
    bool done = false;
    const char* special = match_special(s, p, done);
    if (done) return special;
    if (special) continue;  // an item of its own was passed
    const char* after = item_end(p);
    step(static_cast<std::size_t>(after - p) / set_bytes_per_step);
    switch (after < pattern_end_ ? *after : '\0') {
      case '?':
        if (one(s, p, after))
          if (const char* end = match(s + 1, after + 1)) return end;
        p = after + 1;
        break;
      case '+': return one(s, p, after) ? longest(s + 1, p, after) : nullptr;
      case '*': return longest(s, p, after);
      case '-': return shortest(s, p, after);
      default:
        if (!one(s, p, after)) return nullptr;
        ++s;
        p = after;
    }
  }
  return s;
}

/// Captures, '$', %b, %f and back references. `done`: the value is the answer; else a value that is
/// not null says that `s` and `p` moved on.
const char* Matcher::match_special(const char*& s, const char*& p, bool& done) {
  const auto end_with = [&done](const char* answer) {
    done = true;
    return answer;
  };
  const bool more = p + 1 < pattern_end_;
  if (*p == '(')
    return end_with(more && p[1] == ')' ? open(s, p + 2, length_position)
                                        : open(s, p + 1, length_open));
  if (*p == ')') return end_with(close(s, p + 1));
  if (*p == '$' && !more) return end_with(s == end_ ? s : nullptr);
  if (*p != '%' || !more) return nullptr;
  if (p[1] == 'b') {
    s = balanced(s, p + 2);
    p += 4;
  } else if (p[1] == 'f') {
    const char* set = p + 2;
    if (set >= pattern_end_ || *set != '[') throw PatternError("missing '[' after '%f'");
    const char* after = item_end(set);
    if (!frontier(s, set, after)) return end_with(nullptr);
    p = after;
  } else if (std::isdigit(byte(p + 1))) {
    s = back_reference(s, p[1]);
    p += 2;
  } else {
    return nullptr;
  }
  return s ? s : end_with(nullptr);
}

const char* Matcher::longest(const char* s, const char* p, const char* after) {
  std::ptrdiff_t count = 0;
  while (one(s + count, p, after)) ++count;
  for (; count >= 0; --count)
    if (const char* end = match(s + count, after + 1)) return end;
  return nullptr;
}

const char* Matcher::shortest(const char* s, const char* p, const char* after) {
  while (true) {
    if (const char* end = match(s, after + 1)) return end;
    if (!one(s, p, after)) return nullptr;
    ++s;
  }
}

const char* Matcher::open(const char* s, const char* p, std::ptrdiff_t length) {
  if (level_ >= captures_max) throw PatternError("too many captures");
  captures_[static_cast<std::size_t>(level_++)] = {s, length};
  const char* end = match(s, p);
  if (!end) --level_;
  return end;
}

const char* Matcher::close(const char* s, const char* p) {
  int index = level_ - 1;
  while (index >= 0 && capture(index).length != length_open) --index;
  if (index < 0) throw PatternError("invalid pattern capture");
  Capture& closed = captures_[static_cast<std::size_t>(index)];
  closed.length = s - closed.start;
  const char* end = match(s, p);
  if (!end) closed.length = length_open;
  return end;
}

const char* Matcher::balanced(const char* s, const char* p) {
  if (pattern_end_ - p < 2) throw PatternError("missing arguments to '%b'");
  if (s == end_ || *s != *p) return nullptr;
  int depth = 1;
  for (++s; s != end_; ++s) {
    step();
    if (*s == p[1]) {
      if (--depth == 0) return s + 1;
    } else if (*s == *p) {
      ++depth;
    }
  }
  return nullptr;
}

const char* Matcher::back_reference(const char* s, char digit) {
  const int index = digit - '1';
  if (index < 0 || index >= level_ || capture(index).length < 0)
    throw PatternError("invalid capture index in pattern");
  const Capture& earlier = capture(index);
  const auto length = static_cast<std::size_t>(earlier.length);
  step(length / bytes_per_step);
  if (static_cast<std::size_t>(end_ - s) < length) return nullptr;
  return std::memcmp(earlier.start, s, length) == 0 ? s + length : nullptr;
}

const char* Matcher::item_end(const char* p) const {
  const char first = *p++;
  if (first == '%') {
    if (p == pattern_end_) throw PatternError("malformed pattern (ends with '%')");
    return p + 1;
  }
  if (first != '[') return p;
  if (p != pattern_end_ && *p == '^') ++p;
  do {  // a ']' that comes first is a member
    if (p == pattern_end_) throw PatternError("malformed pattern (missing ']')");
    if (*p++ == '%') {
      if (p == pattern_end_) throw PatternError("malformed pattern (missing ']')");
      ++p;
    }
  } while (p == pattern_end_ || *p != ']');
  return p + 1;
}

bool Matcher::frontier(const char* s, const char* p, const char* after) const {
  const unsigned char before = s == begin_ ? 0 : byte(s - 1);
  const unsigned char here = s == end_ ? 0 : byte(s);
  return !in_set(before, p, after) && in_set(here, p, after);
}

bool Matcher::one(const char* s, const char* p, const char* after) {
  step(1 + static_cast<std::size_t>(after - p) / set_bytes_per_step);
  if (s >= end_) return false;
  switch (*p) {
    case '.': return true;
    case '%': return in_class(byte(s), byte(p + 1));
    case '[': return in_set(byte(s), p, after);
    default: return *p == *s;
  }
}

bool Matcher::in_set(unsigned char c, const char* p, const char* after) const {
  const char* last = after - 1;  // the closing bracket
  ++p;
  const bool negated = *p == '^';
  if (negated) ++p;
  for (; p < last; ++p) {
    if (*p == '%') {
      ++p;
      if (in_class(c, byte(p))) return !negated;
    } else if (p + 2 < last && p[1] == '-') {
      if (byte(p) <= c && c <= byte(p + 2)) return !negated;
      p += 2;
    } else if (byte(p) == c) {
      return !negated;
    }
  }
  return negated;
}

bool Matcher::in_class(unsigned char c, unsigned char name) {
  bool member = false;
  switch (std::tolower(name)) {
    case 'a': member = std::isalpha(c); break;
    case 'c': member = std::iscntrl(c); break;
    case 'd': member = std::isdigit(c); break;
    case 'g': member = std::isgraph(c); break;
    case 'l': member = std::islower(c); break;
    case 'p': member = std::ispunct(c); break;
    case 's': member = std::isspace(c); break;
    case 'u': member = std::isupper(c); break;
    case 'w': member = std::isalnum(c); break;
    case 'x': member = std::isxdigit(c); break;
    default: return name == c;
  }
  return std::isupper(name) ? !member : member;
}

}  // namespace patchbay::adapters::lua
