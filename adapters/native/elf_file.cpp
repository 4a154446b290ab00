#include "adapters/native/elf_file.h"

#include <elf.h>

#include <cstring>
#include <vector>

namespace patchbay::adapters::native {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half this_machine = EM_AARCH64;
#else
constexpr Elf64_Half this_machine = EM_NONE;
#endif

constexpr std::size_t symbols_max = 100'000;

constexpr std::size_t name_bytes_max = 4'096;
constexpr std::size_t segments_max = 128;

bool lies_inside(std::string_view bytes, std::uint64_t offset, std::uint64_t size) {
  return offset <= bytes.size() && size <= bytes.size() - offset;
}

/// `count` structs at `offset`; nothing when they do not lie inside.
template <class Struct>
std::optional<std::vector<Struct>> table(std::string_view bytes, std::uint64_t offset,
                                         std::size_t count) {
  if (!lies_inside(bytes, offset, count * sizeof(Struct))) return std::nullopt;
  std::vector<Struct> structs(count);
  if (count) std::memcpy(structs.data(), bytes.data() + offset, count * sizeof(Struct));
  return structs;
}

/// The text up to its NUL, or its beginning: names are short.
std::string_view text_at(std::string_view texts, std::uint64_t offset) {
  if (offset >= texts.size()) return {};
  const auto rest = texts.substr(offset, name_bytes_max);
  return rest.substr(0, rest.find('\0'));
}

/// What the file holds for an address of the loaded library.
std::string_view contents_of(std::string_view bytes, const std::vector<Elf64_Phdr>& segments,
                             const Elf64_Sym& symbol) {
  for (const auto& segment : segments) {
    if (segment.p_type != PT_LOAD || symbol.st_value < segment.p_vaddr) continue;
    const auto within = symbol.st_value - segment.p_vaddr;
    if (within > segment.p_filesz || symbol.st_size > segment.p_filesz - within) continue;
    if (!lies_inside(bytes, segment.p_offset, segment.p_filesz)) continue;
    return bytes.substr(segment.p_offset + within, symbol.st_size);
  }
  return {};
}

struct Frame {
  std::vector<Elf64_Phdr> segments;
  std::vector<Elf64_Shdr> sections;
};

Result<Frame> read_frame(std::string_view bytes) {
  Elf64_Ehdr head;
  if (bytes.size() < sizeof head) return invalid("is not a shared library");
  std::memcpy(&head, bytes.data(), sizeof head);
  if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_type != ET_DYN)
    return invalid("is not a shared library");
  if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != ELFDATA2LSB ||
      head.e_machine != this_machine)
    return invalid("is a shared library of another machine");
  if (head.e_phnum > segments_max) return invalid("has more segments than a plugin");
  auto segments = table<Elf64_Phdr>(bytes, head.e_phoff, head.e_phnum);
  auto sections = table<Elf64_Shdr>(bytes, head.e_shoff, head.e_shnum);
  if (!segments || !sections) return invalid("is a cut-off shared library");
  for (const auto& section : *sections)
    if (section.sh_type != SHT_NOBITS && !lies_inside(bytes, section.sh_offset, section.sh_size))
      return invalid("is a cut-off shared library");
  return Frame{*std::move(segments), *std::move(sections)};
}

}  // namespace

Result<void> read_exports(std::string_view bytes,
                          const std::function<void(const ExportedSymbol&)>& take) {
  const auto frame = read_frame(bytes);
  if (!frame) return frame.error();
  for (const auto& section : frame->sections) {
    if (section.sh_type != SHT_DYNSYM) continue;
    if (section.sh_link >= frame->sections.size() ||
        section.sh_size / sizeof(Elf64_Sym) > symbols_max)
      return invalid("has a broken table of symbols");
    const auto& texts = frame->sections[section.sh_link];
    if (texts.sh_type != SHT_STRTAB) return invalid("has a broken table of symbols");
    const auto names = bytes.substr(texts.sh_offset, texts.sh_size);
    const auto symbols =
        table<Elf64_Sym>(bytes, section.sh_offset, section.sh_size / sizeof(Elf64_Sym));
    for (const auto& symbol : *symbols) {
      if (symbol.st_shndx == SHN_UNDEF) continue;
      const bool is_data = ELF64_ST_TYPE(symbol.st_info) == STT_OBJECT;
      take({text_at(names, symbol.st_name), is_data,
            ELF64_ST_BIND(symbol.st_info) == STB_GNU_UNIQUE,
            is_data ? contents_of(bytes, frame->segments, symbol) : std::string_view()});
    }
    break;  // a library has one
  }
  return {};
}

}  // namespace patchbay::adapters::native
