#pragma once

namespace patchbay::app {

/// Keeps SIGINT and SIGTERM for wait_for_stop_signal(); call before threads start.
void hold_stop_signals();
/// Blocks until SIGINT or SIGTERM comes.
void wait_for_stop_signal();

}  // namespace patchbay::app
