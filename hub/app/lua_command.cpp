// patchbay lua reference | stubs.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "adapters/lua/reference.h"
#include "hub/app/commands.h"
#include "hub/app/files.h"

namespace patchbay::app {
namespace {

Result<void> print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return {};
}

}  // namespace

void add_lua_command(CLI::App& app, CommandJob& job) {
  auto* group = app.add_subcommand("lua", "What partner scripts can use");
  group->require_subcommand(1);
  group
      ->add_subcommand("reference",
                       "Print every function with types and examples, as Markdown (docs/lua.md)")
      ->callback([&job] { job = [] { return print(adapters::lua::lua_reference()); }; });
  const auto file = std::make_shared<std::string>();
  auto* stubs = group->add_subcommand(
      "stubs", "Print type stubs, with which the Lua language server completes and checks scripts");
  stubs->add_option("--out", *file, "Write them to this file instead");
  stubs->footer("Example: patchbay lua stubs --out scripts/patchbay.d.lua");
  stubs->callback([file, &job] {
    job = [file] {
      const auto text = adapters::lua::lua_stubs();
      return file->empty() ? print(text) : write_file(*file, text);
    };
  });
}

}  // namespace patchbay::app
