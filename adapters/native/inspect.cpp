#include "adapters/native/inspect.h"

#include <elf.h>

#include <boost/dll/library_info.hpp>
#include <cstring>
#include <exception>

namespace patchbay::adapters::native {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half this_machine = EM_AARCH64;
#else
constexpr Elf64_Half this_machine = EM_NONE;
#endif

constexpr const char* required_symbols[] = {"patchbay_plugin_magic", "patchbay_plugin_entry_v1"};

bool lies_inside(const std::string& bytes, std::uint64_t offset, std::uint64_t size) {
  return offset <= bytes.size() && size <= bytes.size() - offset;
}

/// What is wrong with the file's frame, or null. library_info trusts the sizes that it reads.
const char* broken_frame(const std::string& bytes) {
  Elf64_Ehdr head;
  if (bytes.size() < sizeof head) return "is not a shared library";
  std::memcpy(&head, bytes.data(), sizeof head);
  if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_type != ET_DYN)
    return "is not a shared library";
  if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_machine != this_machine)
    return "is a shared library of another machine";
  const std::uint64_t sections_size = std::uint64_t{head.e_shnum} * sizeof(Elf64_Shdr);
  if (!lies_inside(bytes, head.e_shoff, sections_size)) return "is a cut-off shared library";
  for (std::size_t i = 0; i < head.e_shnum; ++i) {
    Elf64_Shdr section;
    std::memcpy(&section, bytes.data() + head.e_shoff + i * sizeof section, sizeof section);
    if (section.sh_type != SHT_NOBITS && !lies_inside(bytes, section.sh_offset, section.sh_size))
      return "is a cut-off shared library";
  }
  return nullptr;
}

}  // namespace

Result<void> inspect(const std::string& file, const std::string& bytes) {
  const std::string advice = "; build it as a module against adapters/sdk";
  if (const char* broken = broken_frame(bytes)) return invalid(file + " " + broken + advice);
  try {
    boost::dll::library_info info(file, true);
    const auto symbols = info.symbols();
    for (const char* wanted : required_symbols)
      if (std::find(symbols.begin(), symbols.end(), wanted) == symbols.end())
        return invalid(file + " is not a Patchbay plugin: it does not export " + wanted + advice);
  } catch (const std::exception& failed) {
    return invalid(file + " cannot be inspected: " + failed.what() + advice);
  }
  return {};
}

}  // namespace patchbay::adapters::native
