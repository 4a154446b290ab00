#pragma once
#include <functional>

namespace patchbay::app {

enum class Hangup { ends, held };

/// Keeps SIGINT and SIGTERM, and SIGHUP if it says so, for wait_for_stop_signal(); call before
/// threads start.
void hold_stop_signals(Hangup hangup = Hangup::ends);
/// Blocks until SIGINT or SIGTERM comes. Runs `on_hangup` at every SIGHUP that was held.
void wait_for_stop_signal(const std::function<void()>& on_hangup = {});

}  // namespace patchbay::app
