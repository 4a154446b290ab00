#include "adapters/caller.h"

#include <mutex>

#include "adapters/call_run.h"
#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/store/batch.h"

namespace patchbay::adapters {
namespace {

using Recorder = store::Batch<ExchangeRow, int>;

std::vector<int> apply_rows(store::Session& session, std::span<const ExchangeRow> rows) {
  insert_exchanges(session, rows);
  failpoint("adapters.exchanges.before_commit");
  return std::vector<int>(rows.size());
}

class CallerBody final : public Caller {
 public:
  CallerBody(store::Store& store, oauth::TokenSource& tokens,
             std::function<http::Client&()> client_of_this_loop, const Clock& clock,
             CallerOptions options)
      : tokens_(tokens),
        client_of_this_loop_(std::move(client_of_this_loop)),
        clock_(clock),
        options_(options),
        recorder_(store, apply_rows),
        plug_threads_(options.plug_threads),
        file_thread_(1) {}

  Async<Outcome> call(Call call) override {
    const auto& manifest = call.partner->plug->manifest();
    const auto* capability = find_capability(manifest.kind, call.capability);
    const bool named = std::find(manifest.capabilities.begin(), manifest.capabilities.end(),
                                 call.capability) != manifest.capabilities.end();
    if (!capability || !named)
      co_return rejected(
          "no_such_capability",
          "partner \"" + call.partner->id + "\" has no capability \"" + call.capability + "\"");
    CallServices services{plug_threads_,
                          file_thread_,
                          tokens_,
                          client_of_this_loop_(),
                          clock_,
                          options_.call_timeout,
                          [this](ExchangeRow row) { record(std::move(row)); }};
    PartnerWay way(gate_of(*call.partner), options_.limits, options_.switches, call.organisation,
                   *call.partner);
    if (auto stopped = way.stopped(capability->moves_value)) co_return *stopped;
    CallRun run(std::move(call), *capability, std::move(way), std::move(services));
    co_return co_await run.run();
  }

  void mute() override {
    plug_threads_.mute();
    file_thread_.mute();
  }

 private:
  std::shared_ptr<Gate> gate_of(const Partner& partner) {
    const std::lock_guard lock(mutex_);
    auto& gate = gates_[partner.id];
    if (!gate || gate->limits() != partner.limits)  // calls in flight keep the gate they came by
      gate = std::make_shared<Gate>(partner.limits, options_.limits == nullptr);
    return gate;
  }

  void record(ExchangeRow row) {
    if (options_.pulses) options_.pulses->saw(row);
    const std::string reference = row.reference;
    recorder_.submit(std::move(row), [reference](std::exception_ptr failed, int) {
      if (failed)
        log_line(LogLevel::error, "partner.exchange_not_recorded", {{"reference", reference}});
    });
  }

  oauth::TokenSource& tokens_;
  const std::function<http::Client&()> client_of_this_loop_;
  const Clock& clock_;
  const CallerOptions options_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Gate>> gates_;  // by partner
  Recorder recorder_;                                   // its destructor waits for its rows
  PlugThreads plug_threads_;
  PlugThreads file_thread_;
};

}  // namespace

std::unique_ptr<Caller> make_caller(store::Store& store, http::Loops&, oauth::TokenSource& tokens,
                                    std::function<http::Client&()> client_of_this_loop,
                                    const Clock& clock, CallerOptions options) {
  return std::make_unique<CallerBody>(store, tokens, std::move(client_of_this_loop), clock,
                                      options);
}

}  // namespace patchbay::adapters
