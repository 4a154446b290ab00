#pragma once
// What other processes must not see of this one.

namespace patchbay::app {

/// No core dumps, no tracing by others, and /proc/PID/{environ,mem,…} for root only. At the start.
void hide_memory();
/// For debugging: core dumps and tracing again, as the limits of the shell allow.
void allow_core_dumps();
/// Overwrites and unsets the variables that hold secrets, once they were read. Before threads
/// start.
void hide_secrets();
/// Overwrites the passwords of URLs among the words of the command line, which every user may read.
void hide_passwords(int count, char** words);

}  // namespace patchbay::app
