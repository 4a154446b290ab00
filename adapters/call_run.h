#pragma once
// One call from request to outcome: asks the plug, does what it says, judges the end.

#include <functional>
#include <memory>
#include <vector>

#include "adapters/call_judge.h"
#include "adapters/partner_http.h"
#include "adapters/plug_turns.h"

namespace patchbay::adapters {

/// What a call needs of the caller. All of it outlives the call.
struct CallServices {
  PlugThreads& plug_threads;
  PlugThreads& file_thread;
  oauth::TokenSource& tokens;
  http::Client& client;
  const Clock& clock;
  std::chrono::milliseconds timeout;
  std::function<void(ExchangeRow)> record;
};

/// Used by one coroutine of one loop.
class CallRun {
 public:
  CallRun(Call call, const Capability& capability, PartnerWay way, CallServices services);
  Async<Outcome> run();

 private:
  Async<Outcome> converse();
  Async<std::variant<Reply, Outcome>> perform(Step step);
  Async<std::variant<Reply, Outcome>> send(HttpStep step);
  Async<std::variant<Reply, Outcome>> read(ReadFileStep step);
  Async<std::variant<Reply, Outcome>> wait(WaitStep step);
  void flush(const std::string& outcome);
  Outcome without_secrets(Outcome outcome) const;

  const Call call_;
  CallServices services_;
  const SteadyTime deadline_;
  const std::shared_ptr<Scrubber> hidden_;  // grows only while the plug is not asked
  CallJudge judge_;
  std::vector<ExchangeRow> unrecorded_;  // until it is known what the plug made of them
  PartnerHttp http_;
  PlugTurns plug_;
};

}  // namespace patchbay::adapters
