#pragma once

namespace patchbay::app {

/// Parses the command line and runs the command. Exit codes: 0 done, 1 the job failed (one line on
/// standard error says why), 2 the command line is wrong.
int run_command_line(int count, char** words);

}  // namespace patchbay::app
