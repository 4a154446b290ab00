#pragma once
// The output of another program.

#include <chrono>
#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::app {

struct ProgramLimits {
  std::chrono::milliseconds time{10'000};
  std::size_t output_bytes = 64UL * 1024;
};

/// Runs words[0] (an absolute path) with the other words as its arguments: no shell reads them. It
/// gets this process's environment and nothing on standard input; when it does not end within the
/// limits it is killed with the processes it started. Blocks: not from a loop.
/// Errors: unavailable: it could not be started, failed or went over a limit, with what it wrote to
/// standard error. What it wrote to standard output is nowhere but in the result.
Result<Secret> output_of(const std::vector<std::string>& words, const ProgramLimits& limits = {});

}  // namespace patchbay::app
