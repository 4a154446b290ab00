#pragma once
// How often each partner provably issued nothing of a reward, kept with it as one text. Private to
// the room.

#include <cstdint>
#include <map>
#include <string>

#include "hub/base/clock.h"

namespace patchbay::loyalty {

struct Fruitless {
  std::int64_t calls = 0;
  Timestamp first_at;  ///< the end of the first one, by the store's clock

  bool operator==(const Fruitless&) const = default;
};
/// By partner.
using FruitlessCalls = std::map<std::string, Fruitless>;

/// {"coles": {"calls": 2, "first_at": 1700000000000000}}: microseconds. Empty: none.
std::string to_text(const FruitlessCalls& calls);
/// Errors: throws ErrorException (corrupt) for what to_text does not write.
FruitlessCalls parse_fruitless_calls(const std::string& text);

}  // namespace patchbay::loyalty
