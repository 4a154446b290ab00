#pragma once
// A fenced state with the library and one compiled chunk; runs begin in a fresh environment each.

#include <functional>
#include <memory>
#include <string>

#include "adapters/lua/fence.h"
#include "hub/base/result.h"

namespace patchbay::adapters::lua {

struct Source {
  std::string name;  ///< the file, as it stands in errors
  std::string text;
};
/// Errors: invalid: longer than 256 KiB.
Result<Source> make_source(std::string name, std::string text);
/// Errors: not_found; invalid, as make_source.
Result<Source> read_source(const std::string& file);

/// Errors: invalid: not a text chunk of Lua, with file and line.
Result<void> check_syntax(const Source& source);
/// Pushes the source as a function (text chunks only). Throws ErrorException as above.
void push_compiled(lua_State* thread, const Source& source);
/// Pushes a new, empty environment, behind which the library of the state stands.
void push_environment(lua_State* thread);

/// Not thread safe; used by one run at a time.
class Vm {
 public:
  /// Compiles the chunk (text only). `add_globals` sets more functions in the table at the top.
  /// Errors: invalid: syntax error with file and line, not enough memory.
  static Result<std::unique_ptr<Vm>> load(const Source& source, const Limits& limits,
                                          const std::function<void(lua_State*)>& add_globals);

  Fence& fence() { return fence_; }
  const std::string& name() const { return name_; }
  /// Pushes the compiled chunk with a new, empty environment on `thread`.
  void push_chunk(lua_State* thread) const;

 private:
  Vm(std::string name, const Limits& limits) : name_(std::move(name)), fence_(limits) {}

  std::string name_;
  Fence fence_;
  int chunk_ = LUA_NOREF;  // in the registry
};

/// One run: a thread of its own with whole budgets. After an error or when it is abandoned before
/// its end, do not use the Vm again.
class Run {
 public:
  explicit Run(Vm& vm);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  lua_State* thread() const { return thread_; }
  /// What to call the function that the host calls, in errors: "issue_voucher".
  void set_entry(std::string name) { entry_ = std::move(name); }

  enum class State { finished, suspended };
  /// Starts the function below `arguments` values at the top, or goes on after a suspension with
  /// these values. Finished: the results are the whole stack, `results` of them.
  /// Errors: invalid, naming file, line and function.
  Result<State> resume(int arguments);
  int results() const { return results_; }

  /// Runs the chunk from its start; its results are on the stack.
  Result<State> run_chunk();

 private:
  Error describe(int status) const;

  Vm& vm_;
  lua_State* thread_ = nullptr;
  std::string entry_;
  int reference_ = LUA_NOREF;
  int results_ = 0;
};

}  // namespace patchbay::adapters::lua
