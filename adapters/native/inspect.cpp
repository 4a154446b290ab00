#include "adapters/native/inspect.h"

#include <cstring>
#include <optional>

#include "adapters/native/elf_file.h"

namespace patchbay::adapters::native {
namespace {

constexpr std::string_view magic_name = "patchbay_plugin_magic";
constexpr std::string_view entry_name = "patchbay_plugin_entry_v1";

/// What matters of all exported symbols.
struct Seen {
  std::optional<std::string_view> magic;  // its contents
  bool entry = false;
  std::optional<std::string_view> unique = {};
};

std::string build_text(const patchbay_magic& magic) {
  const std::string build(magic.build, ::strnlen(magic.build, sizeof magic.build));
  return "contract " + std::to_string(magic.contract_major) + "." +
         std::to_string(magic.contract_minor) + " built with " + build;
}

}  // namespace

Result<void> inspect(const std::string& file, std::string_view bytes) {
  const std::string advice = "; build it by patchbay_add_plugin (docs/native.md)";
  Seen seen;
  const auto read = read_exports(bytes, [&seen](const ExportedSymbol& symbol) {
    if (symbol.is_data && symbol.name == magic_name) seen.magic = symbol.contents;
    if (!symbol.is_data && symbol.name == entry_name) seen.entry = true;
    if (symbol.is_unique && !seen.unique) seen.unique = symbol.name;
  });
  if (!read) return invalid(file + " " + read.error().message + advice);
  const std::string_view missing = !seen.magic ? magic_name : !seen.entry ? entry_name : "";
  if (!missing.empty())
    return invalid(file + " is not a Patchbay plugin: it does not export " + std::string(missing) +
                   advice);
  patchbay_magic magic{};
  if (seen.magic->size() < sizeof magic)
    return refused(file + " has a magic block of " + std::to_string(seen.magic->size()) +
                   " bytes, wanted " + std::to_string(sizeof magic) +
                   "; rebuild the plugin against this SDK");
  std::memcpy(&magic, seen.magic->data(), sizeof magic);
  if (auto same = compare_magic(file, magic); !same) return same;
  if (seen.unique)
    return invalid(file + " shares " + std::string(*seen.unique) +
                   " with every later version of itself; compile it with -fno-gnu-unique" + advice);
  return {};
}

Result<void> compare_magic(const std::string& file, const patchbay_magic& found) {
  const patchbay_magic wanted{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR,
                              PATCHBAY_CONTRACT_MINOR, PATCHBAY_BUILD};
  const std::string advice = "; rebuild the plugin against this SDK";
  if (found.struct_size != wanted.struct_size)
    return refused(file + " has a magic block of " + std::to_string(found.struct_size) +
                   " bytes, wanted " + std::to_string(wanted.struct_size) + advice);
  if (found.contract_major == wanted.contract_major &&
      std::memcmp(found.build, wanted.build, sizeof wanted.build) == 0)
    return {};
  return refused(file + ": found " + build_text(found) + ", wanted " + build_text(wanted) + advice);
}

}  // namespace patchbay::adapters::native
