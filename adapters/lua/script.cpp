#include "adapters/lua/script.h"

#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "adapters/lua/vm.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

using HostFunctions = std::map<std::string, HostFunction>;

/// Upvalue: the HostFunction, which the script object owns. Its arguments go in as an array.
int call_host(lua_State* thread) {
  const auto& function =
      *static_cast<const HostFunction*>(lua_touserdata(thread, lua_upvalueindex(1)));
  boost::json::array arguments;
  for (int i = 1; i <= lua_gettop(thread); ++i) arguments.push_back(to_json(thread, i));
  push_json(thread, function(arguments));
  return 1;
}

class FencedScript final : public Script {
 public:
  FencedScript(Source source, HostFunctions host, const Limits& limits)
      : source_(std::move(source)), host_(std::move(host)), limits_(limits) {}

  Result<void> open() {
    auto vm = load();
    if (!vm) return vm.error();
    vm_ = std::move(*vm);
    return guard([&](Run& run) -> Result<void> {
      auto table = run_to_table(run);
      if (table) data_ = to_json(run.thread(), 1, Functions::skip);
      return table;
    });
  }

  const boost::json::value& data() const override { return data_; }

  Result<boost::json::value> call(const std::vector<std::string>& path,
                                  const std::vector<boost::json::value>& arguments) override {
    if (!vm_) {
      auto vm = load();  // the last run broke the state
      if (!vm) return vm.error();
      vm_ = std::move(*vm);
    }
    boost::json::value answer;
    const auto done = guard([&](Run& run) -> Result<void> {
      if (auto table = run_to_table(run); !table) return table;
      if (auto found = find_function(run.thread(), path); !found) return found;
      for (const boost::json::value& argument : arguments) push_json(run.thread(), argument);
      const auto state = run.resume(static_cast<int>(arguments.size()));
      if (!state) return state.error();
      if (run.results() > 0) answer = to_json(run.thread(), 1);
      return {};
    });
    if (!done) return done.error();
    return answer;
  }

 private:
  Result<std::unique_ptr<Vm>> load() {
    return Vm::load(source_, limits_, [this](lua_State* state) {
      allow_zones(state);
      for (auto& [name, function] : host_) {
        lua_pushlightuserdata(state, &function);
        lua_pushcclosure(state, &guarded<call_host>, 1);
        lua_setfield(state, -2, name.c_str());
      }
    });
  }

  /// Does `work` in one run; a state that a run broke is thrown away.
  template <class Work>
  Result<void> guard(Work work) {
    Result<void> done;
    try {
      Run run(*vm_);
      done = work(run);
    } catch (const std::exception& problem) {
      done = invalid(source_.name + ": " + problem.what());
    }
    if (!done && done.error().kind != ErrorKind::not_found) vm_.reset();
    return done;
  }

  Result<void> run_to_table(Run& run) {
    const auto state = run.run_chunk();
    if (!state) return state.error();
    lua_settop(run.thread(), 1);
    if (!lua_istable(run.thread(), 1))
      return invalid(source_.name + ": the script must end with: return { … }");
    return {};
  }

  /// Replaces the table on the stack by the function at `path` in it.
  Result<void> find_function(lua_State* thread, const std::vector<std::string>& path) {
    for (const std::string& name : path) step_into(thread, name);
    if (lua_isfunction(thread, -1)) return {};
    return not_found(source_.name + ": there is no function " + join(path, " . "));
  }

  Source source_;
  HostFunctions host_;
  Limits limits_;
  std::unique_ptr<Vm> vm_;
  boost::json::value data_;
};

}  // namespace

Result<std::unique_ptr<Script>> load_script(const std::string& file, HostFunctions host,
                                            const Limits& limits) {
  auto source = read_source(file);
  if (!source) return source.error();
  auto script = std::make_unique<FencedScript>(std::move(*source), std::move(host), limits);
  if (auto opened = script->open(); !opened) return opened.error();
  return std::unique_ptr<Script>(std::move(script));
}

}  // namespace patchbay::adapters::lua
