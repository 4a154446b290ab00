#include <boost/json/object.hpp>

#include "adapters/lua/guarded.h"
#include "adapters/lua/script.h"
#include "adapters/lua/values.h"
#include "adapters/lua/vm.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t declarations_max = 10'000;

/// "policies/tiers.lua:4", where the running C function was called.
std::string caller_place(lua_State* thread, const std::string& file) {
  lua_Debug frame{};
  if (lua_getstack(thread, 1, &frame) == 0) return file;
  lua_getinfo(thread, "l", &frame);
  return file + ":" + std::to_string(frame.currentline);
}

struct Recorder {
  std::string file;
  std::vector<Declaration> declarations;
};

/// Upvalue: the name of the declaration.
int declare(lua_State* thread) {
  const std::string name(check_text(thread, lua_upvalueindex(1)));
  if (lua_gettop(thread) != 1 || !lua_istable(thread, 1))
    throw ErrorException(invalid(name + " takes one table: " + name + " { … }"));
  auto& recorder = *static_cast<Recorder*>(Fence::of(thread).context);
  if (recorder.declarations.size() >= declarations_max)
    throw ErrorException(
        invalid("more than " + std::to_string(declarations_max) + " declarations in one file"));
  boost::json::value value = to_json(thread, 1);
  if (!value.is_object())
    throw ErrorException(invalid(name + " takes a table of names and values"));
  recorder.declarations.push_back({name, std::move(value), caller_place(thread, recorder.file)});
  return 0;
}

}  // namespace

Result<std::vector<Declaration>> run_declarations(const std::string& file,
                                                  const std::vector<std::string>& names,
                                                  const Limits& limits) {
  const Result<Source> source = read_source(file);
  if (!source) return source.error();
  const auto add_names = [&names](lua_State* state) {
    for (const std::string& name : names) {
      push_text(state, name);
      lua_pushcclosure(state, &guarded<declare>, 1);
      lua_setfield(state, -2, name.c_str());
    }
  };
  const auto vm = Vm::load(*source, limits, add_names);
  if (!vm) return vm.error();
  try {
    Recorder recorder{file, {}};
    (*vm)->fence().context = &recorder;
    Run run(**vm);
    const auto state = run.run_chunk();
    if (!state) return state.error();
    return std::move(recorder.declarations);
  } catch (const ErrorException& problem) {
    return problem.error().in(file);
  }
}

}  // namespace patchbay::adapters::lua
