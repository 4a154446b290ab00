#pragma once
// The 512 bytes before each file of a tar (POSIX.1-1988, "ustar"). Pure.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace patchbay::app {

constexpr std::size_t tar_block_bytes = 512;
using TarBlock = std::array<char, tar_block_bytes>;

struct TarHeader {
  std::string name;
  std::int64_t bytes = 0;
};

/// A plain file, mode 0600. Sizes from 8 GiB on are written in base 256, as GNU tar reads them.
TarBlock to_block(const TarHeader& header);
/// Nothing when it is no header of a plain file with a plain name, or its sum is wrong.
std::optional<TarHeader> from_block(const TarBlock& block);

}  // namespace patchbay::app
