#include "hub/app/signals.h"

#include <pthread.h>

#include <csignal>

namespace patchbay::app {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

void hold_stop_signals() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A file over the process's limit is an error of that write (the store says so), not the end.
  std::signal(SIGXFSZ, SIG_IGN);
}

void wait_for_stop_signal() {
  const sigset_t signals = stop_signals();
  int caught = 0;
  sigwait(&signals, &caught);
}

}  // namespace patchbay::app
