#include "adapters/lua/vm.h"

#include <fstream>
#include <iterator>

#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/modules.h"
#include "adapters/lua/secret_value.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t script_bytes_max = 256 * 1024;

constexpr std::size_t function_bytes_max = 60;
const char* const environment_key = "patchbay.environment";  // the metatable of environments

/// Where a thread stopped: its innermost Lua function.
struct Place {
  std::string line;      ///< "file:line: "
  std::string function;  ///< empty: the host called it, or it has no name
};

Place place_of(lua_State* thread) {
  lua_Debug frame{};
  for (int level = 0; lua_getstack(thread, level, &frame) != 0; ++level) {
    lua_getinfo(thread, "nSl", &frame);
    if (frame.currentline <= 0) continue;
    const bool is_chunk = std::string_view(frame.what) == "main";
    return {std::string(frame.short_src) + ":" + std::to_string(frame.currentline) + ": ",
            frame.name && !is_chunk ? clean_text(frame.name, function_bytes_max) : std::string()};
  }
  return {};
}

}  // namespace

Result<Source> make_source(std::string name, std::string text) {
  if (text.size() > script_bytes_max)
    return invalid(name + ": a script may have " + std::to_string(script_bytes_max) +
                   " bytes at most");
  return Source{std::move(name), std::move(text)};
}

Result<Source> read_source(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return not_found("the script " + file + " cannot be read; is the path right?");
  std::string text(script_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  text.shrink_to_fit();
  return make_source(file, std::move(text));
}

void push_compiled(lua_State* thread, const Source& source) {
  const std::string chunk_name = "@" + source.name;
  if (luaL_loadbufferx(thread, source.text.data(), source.text.size(), chunk_name.c_str(), "t") ==
      LUA_OK)
    return;
  const std::string message(check_text(thread, -1));
  const bool has_place = message.find(".lua:") != std::string::npos;
  throw ErrorException(invalid(has_place ? message : source.name + ": " + message));
}

Result<void> check_syntax(const Source& source) {
  try {
    const Fence fence{Limits()};
    push_compiled(fence.state(), source);
    return {};
  } catch (const ErrorException& problem) {
    return problem.error();
  }
}

void push_environment(lua_State* thread) {
  lua_newtable(thread);
  lua_getfield(thread, LUA_REGISTRYINDEX, environment_key);
  lua_setmetatable(thread, -2);
}

Result<std::unique_ptr<Vm>> Vm::load(const Source& source, const Limits& limits,
                                     const std::function<void(lua_State*)>& add_globals) {
  try {
    std::unique_ptr<Vm> vm(new Vm(source.name, limits));
    lua_State* state = vm->fence_.state();
    lua_createtable(state, 0, 2);
    push_globals(state);
    add_globals(state);
    lua_setfield(state, -2, "__index");
    lua_pushboolean(state, false);
    lua_setfield(state, -2, "__metatable");
    lua_setfield(state, LUA_REGISTRYINDEX, environment_key);
    push_compiled(state, source);
    vm->chunk_ = luaL_ref(state, LUA_REGISTRYINDEX);
    return vm;
  } catch (const ErrorException& problem) {
    const bool has_place = problem.error().message.find(".lua:") != std::string::npos;
    return has_place ? problem.error() : problem.error().in(source.name);
  }
}

void Vm::push_chunk(lua_State* thread) const {
  lua_rawgeti(thread, LUA_REGISTRYINDEX, chunk_);
  push_environment(thread);
  lua_setupvalue(thread, -2, 1);  // _ENV
}

Run::Run(Vm& vm) : vm_(vm), thread_(lua_newthread(vm.fence().state())) {
  reference_ = luaL_ref(vm.fence().state(), LUA_REGISTRYINDEX);
  forget_modules(vm.fence().state());
  vm.fence().begin(thread_);
}

Run::~Run() {
  vm_.fence().end();
  luaL_unref(vm_.fence().state(), LUA_REGISTRYINDEX, reference_);
}

Result<Run::State> Run::run_chunk() {
  vm_.push_chunk(thread_);
  return resume(0);
}

Result<Run::State> Run::resume(int arguments) {
  const int status = vm_.fence().resume(thread_, arguments, &results_);
  if (status == LUA_OK) return State::finished;
  if (status == LUA_YIELD) return State::suspended;
  return describe(status);
}

Error Run::describe(int status) const {
  if (status == LUA_ERRMEM) vm_.fence().kill("not enough memory for the script");
  const Place place = place_of(thread_);
  const std::string line = place.line.empty() ? vm_.name() + ": " : place.line;
  const std::string function = place.function.empty() ? entry_ : place.function;
  const std::string where = function.empty() ? "" : " (in " + function + ")";
  if (status == LUA_ERRMEM) return invalid(line + vm_.fence().reason() + where);
  std::string message;
  if (lua_type(thread_, -1) == LUA_TSTRING)
    message = check_text(thread_, -1);
  else
    message = std::string("the script raised a ") + shown_type(thread_, -1) +
              " as its error; raise a text, or an outcome";
  const bool has_place = message.find(".lua:") != std::string::npos;
  return invalid((has_place ? message : line + message) + where);
}

}  // namespace patchbay::adapters::lua
