#include "adapters/call_run.h"

#include "adapters/file_reader.h"
#include "adapters/run_until.h"
#include "adapters/scrub.h"
#include "adapters/step_check.h"

namespace patchbay::adapters {
namespace {

using std::chrono::steady_clock;

constexpr int steps_max = 1'000;  // of one call: a plug that asks for ever is broken

CallContext context_of(const Call& call, const Clock& clock,
                       std::shared_ptr<const Scrubber> hidden) {
  CallContext context;
  context.capability = call.capability;
  context.idempotency_key = call.idempotency_key;
  context.now = clock.now();
  context.hidden = std::move(hidden);
  const Manifest& manifest = call.partner->plug->manifest();
  for (const auto& field : manifest.settings) {
    const std::string value = call.partner->settings.text(field.name);
    if (field.secret)
      context.secrets.emplace(field.name, Secret(value));
    else
      context.settings[field.name] = value;
  }
  for (const auto& name : manifest.secrets)
    if (const auto secret = call.partner->secrets.find(name); secret != call.partner->secrets.end())
      context.secrets.insert_or_assign(name, secret->second);
  return context;
}

}  // namespace

CallRun::CallRun(Call call, const Capability& capability, PartnerWay way, CallServices services)
    : call_(std::move(call)),
      services_(std::move(services)),
      deadline_(steady_clock::now() + services_.timeout),
      hidden_(std::make_shared<Scrubber>(call_.partner->secrets)),
      http_(call_, std::move(way), services_.tokens, services_.client, services_.clock, deadline_,
            *hidden_, [this](ExchangeRow row) { unrecorded_.push_back(std::move(row)); }),
      plug_(call_, capability, context_of(call_, services_.clock, hidden_), services_.plug_threads,
            deadline_) {}

Async<Outcome> CallRun::run() {
  Outcome outcome;
  try {
    outcome = co_await converse();
  } catch (const std::exception& failed) {
    outcome = judge_.ends(retryable(std::string("the call broke off: ") + failed.what()));
  }
  flush(name_of(outcome.kind));
  co_return without_secrets(judge_.explain(std::move(outcome)));
}

/// A partner may answer with what it was sent.
Outcome CallRun::without_secrets(Outcome outcome) const {
  if (outcome.kind == OutcomeKind::succeeded) return outcome;
  outcome.message = hidden_->scrub_text(std::move(outcome.message));
  outcome.code = hidden_->scrub_text(std::move(outcome.code));
  return outcome;
}

Async<Outcome> CallRun::converse() {
  Reply reply = Begin{};
  for (int steps = 0; steps < steps_max; ++steps) {
    Turn turn = co_await plug_.next(std::move(reply));
    if (auto* outcome = std::get_if<Outcome>(&turn.step))
      co_return turn.hub_ended ? judge_.ends(std::move(*outcome))
                               : judge_.judge(std::move(*outcome));
    flush("");
    auto done = co_await perform(std::move(turn.step));
    if (auto* outcome = std::get_if<Outcome>(&done)) co_return judge_.ends(std::move(*outcome));
    if (steady_clock::now() >= deadline_)
      co_return judge_.ends(retryable("the call did not end within " +
                                      std::to_string(services_.timeout.count()) + " ms"));
    reply = std::get<Reply>(std::move(done));
  }
  co_return judge_.ends(rejected(
      "too_many_steps", call_.partner->plug->origin() + " asked for more than 1000 steps"));
}

Async<std::variant<Reply, Outcome>> CallRun::perform(Step step) {
  if (auto* http_step = std::get_if<HttpStep>(&step))
    co_return co_await send(std::move(*http_step));
  if (auto* file_step = std::get_if<ReadFileStep>(&step)) co_return co_await read(*file_step);
  co_return co_await wait(std::get<WaitStep>(step));
}

Async<std::variant<Reply, Outcome>> CallRun::send(HttpStep step) {
  auto sent = co_await http_.send(step);
  if (auto* outcome = std::get_if<Outcome>(&sent)) co_return std::move(*outcome);
  auto& exchange = std::get<http::Exchange>(sent);
  judge_.saw(step, exchange, services_.clock.now());
  co_return Reply(std::move(exchange));
}

Async<std::variant<Reply, Outcome>> CallRun::read(ReadFileStep step) {
  const auto allowed = check_file_step(step, call_.partner->plug->manifest().settings,
                                       call_.partner->settings, call_.request);
  if (!allowed)
    co_return rejected("bad_step", call_.partner->plug->origin() + ": " + allowed.error().message);
  auto read_chunk = [step] { return read_file_chunk(step); };
  auto end = co_await run_until(services_.file_thread, deadline_, std::move(read_chunk));
  if (auto* chunk = std::get_if<Reply>(&end)) co_return std::move(*chunk);
  co_return retryable(step.path + " could not be read within the call's time");
}

Async<std::variant<Reply, Outcome>> CallRun::wait(WaitStep step) {
  const auto left = std::chrono::duration_cast<Duration>(deadline_ - steady_clock::now());
  co_await sleep_for(std::clamp(step.length, Duration(0), std::max(left, Duration(0))));
  co_return Reply(Waited{});
}

void CallRun::flush(const std::string& outcome) {
  for (auto& row : unrecorded_) {
    row.outcome = outcome;
    services_.record(std::move(row));
  }
  unrecorded_.clear();
}

}  // namespace patchbay::adapters
