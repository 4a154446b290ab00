#include "adapters/lua/vm.h"

#include <fstream>
#include <iterator>

#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t script_bytes_max = 256 * 1024;

/// "file:line: " of the innermost Lua function of a thread, or nothing.
std::string place_of(lua_State* thread) {
  lua_Debug frame{};
  for (int level = 0; lua_getstack(thread, level, &frame) != 0; ++level) {
    lua_getinfo(thread, "Sl", &frame);
    if (frame.currentline > 0)
      return std::string(frame.short_src) + ":" + std::to_string(frame.currentline) + ": ";
  }
  return {};
}

}  // namespace

Result<Source> read_source(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return not_found("the script " + file + " cannot be read; is the path right?");
  std::string text(script_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > script_bytes_max)
    return invalid(file + ": a script may have " + std::to_string(script_bytes_max) +
                   " bytes at most");
  return Source{file, std::move(text)};
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
    vm->environment_ = luaL_ref(state, LUA_REGISTRYINDEX);
    const std::string chunk_name = "@" + source.name;
    if (luaL_loadbufferx(state, source.text.data(), source.text.size(), chunk_name.c_str(), "t") !=
        LUA_OK) {
      const std::string message(check_text(state, -1));
      const bool has_place = message.find(".lua:") != std::string::npos;
      return invalid(has_place ? message : source.name + ": " + message);
    }
    vm->chunk_ = luaL_ref(state, LUA_REGISTRYINDEX);
    return vm;
  } catch (const ErrorException& problem) {
    return problem.error().in(source.name);
  }
}

void Vm::push_chunk(lua_State* thread) const {
  lua_rawgeti(thread, LUA_REGISTRYINDEX, chunk_);
  lua_newtable(thread);
  lua_rawgeti(thread, LUA_REGISTRYINDEX, environment_);
  lua_setmetatable(thread, -2);
  lua_setupvalue(thread, -2, 1);  // _ENV
}

Run::Run(Vm& vm) : vm_(vm), thread_(lua_newthread(vm.fence().state())) {
  reference_ = luaL_ref(vm.fence().state(), LUA_REGISTRYINDEX);
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
  const std::string place = place_of(thread_);
  if (status == LUA_ERRMEM)
    return invalid((place.empty() ? vm_.name() + ": " : place) + vm_.fence().reason());
  std::string message;
  if (lua_type(thread_, -1) == LUA_TSTRING)
    message = check_text(thread_, -1);
  else
    message = std::string("the script raised a ") + luaL_typename(thread_, -1) +
              " as its error; raise a text";
  const bool has_place = message.find(".lua:") != std::string::npos;
  return invalid(has_place ? message : (place.empty() ? vm_.name() + ": " : place) + message);
}

}  // namespace patchbay::adapters::lua
