#pragma once
// Runs PostgreSQL's own programs. Private to hub/store.

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace patchbay::store {

struct ToolEnd {
  int code = 0;        ///< 128 + signal when one ended it
  std::string output;  ///< at most output_bytes_max of each
  std::string error;
};
constexpr std::size_t output_bytes_max = 16'384;

/// Runs a program from PATH to its end; `environment` is added to ours and wins over it. `tick` is
/// called a few times a second.
/// Throws ErrorException: unavailable, when there is no such program.
ToolEnd run_tool(const std::vector<std::string>& command,
                 const std::map<std::string, std::string>& environment,
                 const std::function<void()>& tick);

}  // namespace patchbay::store
