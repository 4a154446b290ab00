// Every bit of what describes a library is flipped: looking at it ends in an answer, never worse.
// The sanitizers look on.
#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "adapters/native/inspect.h"

namespace patchbay::adapters::native {
namespace {

constexpr const char* file = "acme.so";

/// A stretch of the library's bytes.
struct Stretch {
  std::size_t begin, end;
};

class NativeInspect : public ::testing::Test {
 protected:
  NativeInspect() {
    std::ostringstream all;
    all << std::ifstream(std::string(PATCHBAY_PLUGINS) + "/report_file.so", std::ios::binary)
               .rdbuf();
    bytes_ = all.str();
    head_ = read<Elf64_Ehdr>(0);
  }
  template <class Struct>
  Struct read(std::size_t offset) const {
    Struct one;
    std::memcpy(&one, bytes_.data() + offset, sizeof one);
    return one;
  }
  Stretch segments() const {
    return {head_.e_phoff, head_.e_phoff + head_.e_phnum * sizeof(Elf64_Phdr)};
  }
  Stretch sections() const {
    return {head_.e_shoff, head_.e_shoff + head_.e_shnum * sizeof(Elf64_Shdr)};
  }
  /// What the first section of this type holds.
  Stretch section(Elf64_Word type) const {
    for (std::size_t at = sections().begin; at < sections().end; at += sizeof(Elf64_Shdr)) {
      const auto header = read<Elf64_Shdr>(at);
      if (header.sh_type == type) return {header.sh_offset, header.sh_offset + header.sh_size};
    }
    ADD_FAILURE() << "no section of type " << type;
    return {0, 0};
  }
  /// Inspects the library with each bit of the stretch flipped by itself. How many were refused.
  std::size_t refused_with_a_flip_in(Stretch stretch) {
    EXPECT_LT(stretch.begin, stretch.end);
    EXPECT_LE(stretch.end, bytes_.size());
    std::size_t refused = 0;
    for (std::size_t at = stretch.begin; at < stretch.end; ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        const char flipped = static_cast<char>(1 << bit);
        bytes_[at] ^= flipped;
        const auto looked = inspect(file, bytes_);
        bytes_[at] ^= flipped;
        if (looked) continue;
        ++refused;
        EXPECT_TRUE(looked.error().message.starts_with(file)) << looked.error().message;
      }
    }
    return refused;
  }

  std::string bytes_;
  Elf64_Ehdr head_;
};

TEST_F(NativeInspect, TheLibraryItselfIsSound) { EXPECT_TRUE(inspect(file, bytes_)); }

TEST_F(NativeInspect, EveryBitOfItsMarkCounts) {
  EXPECT_EQ(refused_with_a_flip_in({0, EI_VERSION}), EI_VERSION * 8u) << "what a library is";
}

TEST_F(NativeInspect, NoFlippedBitEndsInWorseThanAnError) {
  EXPECT_GT(refused_with_a_flip_in({0, sizeof(Elf64_Ehdr)}), EI_VERSION * 8u);
  EXPECT_GT(refused_with_a_flip_in(segments()), 0u);
  EXPECT_GT(refused_with_a_flip_in(sections()), 0u);
  EXPECT_GT(refused_with_a_flip_in(section(SHT_DYNSYM)), 0u);
}

TEST_F(NativeInspect, TablesBeyondTheEndAreRefused) {
  const std::size_t second = sections().begin + sizeof(Elf64_Shdr);  // the first is empty
  for (const std::size_t field :
       {offsetof(Elf64_Ehdr, e_phoff), offsetof(Elf64_Ehdr, e_shoff),
        second + offsetof(Elf64_Shdr, sh_offset), second + offsetof(Elf64_Shdr, sh_size)}) {
    for (const std::uint64_t value : {std::uint64_t{bytes_.size()} + 1, UINT64_MAX}) {
      std::string broken = bytes_;
      std::memcpy(broken.data() + field, &value, sizeof value);
      const auto looked = inspect(file, broken);
      ASSERT_FALSE(looked) << "byte " << field;
      EXPECT_NE(looked.error().message.find("is a cut-off shared library"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace patchbay::adapters::native
