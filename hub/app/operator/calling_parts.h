#pragma once
// What it takes to call partners without a hub: loops, clients, tokens, limits, switches.

#include <memory>

#include "adapters/caller.h"
#include "hub/app/loop_clients.h"
#include "hub/app/operator/operator.h"

namespace patchbay::app {

/// On the store of an installation, which needs keys. For threads that are no loops.
class CallingParts {
 public:
  explicit CallingParts(Installation here);
  ~CallingParts();
  CallingParts(const CallingParts&) = delete;
  CallingParts& operator=(const CallingParts&) = delete;

  const Installation& here() const { return here_; }
  http::Loops& loops() { return *loops_; }
  /// Blocks until the call's outcome.
  adapters::Outcome call(adapters::Call call);

 private:
  Installation here_;
  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<LoopClients> clients_;
  std::unique_ptr<jobs::SwitchBoard> switches_;
  std::unique_ptr<oauth::TokenSource> tokens_;
  std::unique_ptr<jobs::PartnerLimits> limits_;
  std::unique_ptr<adapters::Caller> caller_;
};

}  // namespace patchbay::app
