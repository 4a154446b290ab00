#pragma once
// Lua patterns (Lua 5.4 manual, section 6.4.1) with every step counted. Knows nothing of Lua
// states.

#include <array>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace patchbay::adapters::lua {

/// A malformed or too complex pattern; the message says what is wrong.
struct PatternError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Matches one pattern against one subject; both must outlive it. `spend` is told of steps as they
/// are made and may throw, which ends the match: stock Lua cannot be stopped inside one (HOSTS.md).
class Matcher {
 public:
  static constexpr std::ptrdiff_t length_open = -1;
  static constexpr std::ptrdiff_t length_position = -2;  ///< "()": the capture is a position
  struct Capture {
    const char* start = nullptr;
    std::ptrdiff_t length = length_open;
  };
  using Spend = std::function<void(std::size_t steps)>;

  Matcher(std::string_view subject, std::string_view pattern, Spend spend);

  /// Tries to match at exactly `start` (within the subject). The end of the match, or null.
  const char* match_at(const char* start);
  int captures() const { return level_; }
  const Capture& capture(int index) const { return captures_[static_cast<std::size_t>(index)]; }

 private:
  static constexpr int captures_max = 32;
  static constexpr int depth_max = 200;

  const char* match(const char* s, const char* p);
  const char* match_special(const char*& s, const char*& p, bool& done);
  const char* longest(const char* s, const char* p, const char* after);
  const char* shortest(const char* s, const char* p, const char* after);
  const char* open(const char* s, const char* p, std::ptrdiff_t length);
  const char* close(const char* s, const char* p);
  const char* balanced(const char* s, const char* p);
  const char* back_reference(const char* s, char digit);
  const char* item_end(const char* p) const;
  bool frontier(const char* s, const char* p, const char* after) const;
  bool one(const char* s, const char* p, const char* after);
  bool in_set(unsigned char c, const char* p, const char* after) const;
  static bool in_class(unsigned char c, unsigned char name);
  void step(std::size_t steps = 1);

  const char *begin_, *end_, *pattern_end_;
  const char* pattern_;
  Spend spend_;
  std::size_t steps_ = 0;  // made and not yet told
  int depth_ = 0;
  int level_ = 0;
  std::array<Capture, captures_max> captures_;
};

}  // namespace patchbay::adapters::lua
