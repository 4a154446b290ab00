#pragma once
// What the declarations of a rule file come to while it runs.

#include <lua.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/lua/script.h"

namespace patchbay::adapters::lua {

/// The context of a state in which a rule file runs.
class Recorder {
 public:
  virtual ~Recorder() = default;
  /// Called for each declaration; its table is the whole stack. What it throws ends the run: no
  /// pcall of the file goes on after it.
  virtual void declare(lua_State* thread, std::string_view word) = 0;
};

/// Sets a function for each word in the table at the top: it declares.
void add_declarations(lua_State* state, const std::vector<std::string>& words);

/// Keeps everything as JSON. The references outlive it.
class LoadRecorder final : public Recorder {
 public:
  LoadRecorder(const std::string& file, const std::vector<std::string>& function_fields)
      : file_(file), function_fields_(function_fields) {}
  void declare(lua_State* thread, std::string_view word) override;
  std::vector<Declaration>& declarations() { return declarations_; }
  bool has_functions() const { return has_functions_; }

 private:
  void push_plain(lua_State* thread);
  void replace_function(lua_State* thread, const std::string& field);

  const std::string& file_;
  const std::vector<std::string>& function_fields_;
  std::vector<Declaration> declarations_;
  bool has_functions_ = false;
};

/// Keeps one value of one declaration, as it is. The reference outlives it.
class FindRecorder final : public Recorder {
 public:
  FindRecorder(std::size_t declaration, const std::string& field)
      : declaration_(declaration), field_(field) {}
  void declare(lua_State* thread, std::string_view word) override;
  /// Pushes what was found, or nil, and forgets it; from then on nothing may be declared.
  void push_found(lua_State* thread);

 private:
  std::size_t declaration_;
  const std::string& field_;
  std::size_t seen_ = 0;
  bool is_over_ = false;
};

}  // namespace patchbay::adapters::lua
