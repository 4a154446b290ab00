#include "hub/app/signals.h"

#include <pthread.h>

#include <csignal>

namespace patchbay::app {
namespace {

sigset_t stop_signals(bool with_hangup) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  if (with_hangup) sigaddset(&signals, SIGHUP);
  return signals;
}

}  // namespace

void hold_stop_signals(Hangup hangup) {
  const sigset_t signals = stop_signals(hangup == Hangup::held);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A file over the process's limit is an error of that write (the store says so), not the end.
  std::signal(SIGXFSZ, SIG_IGN);
}

void wait_for_stop_signal(const std::function<void()>& on_hangup) {
  const sigset_t signals = stop_signals(static_cast<bool>(on_hangup));
  for (int caught = 0; sigwait(&signals, &caught) == 0 && caught == SIGHUP;) on_hangup();
}

}  // namespace patchbay::app
