#pragma once
// Structs of the border whose end the other side may not know (border.h, "Rules").

#include <algorithm>
#include <cstring>

#include "border.h"

namespace patchbay::sdk::border {

/// What the other side gave, at our size: members that it does not know are zero. Null gives zeros.
template <class Struct>
Struct taken(const Struct* given) {
  Struct whole{};
  if (given) std::memcpy(&whole, given, std::min<std::size_t>(given->struct_size, sizeof(Struct)));
  return whole;
}

/// Writes `made` into a struct of the other side, whose size stays; it gets only what it knows.
template <class Struct>
void hand_over(const Struct& made, Struct& out) {
  const auto size = out.struct_size;
  std::memcpy(&out, &made, std::min<std::size_t>(size, sizeof(Struct)));
  out.struct_size = size;
}

}  // namespace patchbay::sdk::border
