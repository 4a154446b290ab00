#include "adapters/lua/lua_conversation.h"

#include <optional>

#include "adapters/lua/call_state.h"
#include "adapters/lua/values.h"

namespace patchbay::adapters::lua {
namespace {

class LuaConversation final : public Conversation {
 public:
  LuaConversation(std::shared_ptr<VmPool> pool, PlugFacts plug, CallContext context,
                  boost::json::value request)
      : pool_(std::move(pool)), plug_(std::move(plug)), request_(std::move(request)) {
    state_.context = std::move(context);
    state_.origin = plug_.origin;
  }

  Step resume(Reply reply) override {
    try {
      const auto state = std::holds_alternative<Begin>(reply) ? start() : go_on(reply);
      if (!state) return failed(state.error().message);
      if (*state == Run::State::suspended) return std::move(state_.pending);
      auto outcome = read_outcome(run_->thread());
      if (!outcome) return broken(plug_.origin + ": " + outcome.error().message);
      run_.reset();
      pool_->put(std::move(vm_));
      return redacted(std::move(*outcome));
    } catch (const std::exception& problem) {
      return broken(plug_.origin + ": " + problem.what());
    }
  }

 private:
  Result<Run::State> start() {
    auto vm = pool_->take();
    if (!vm) return vm.error();
    vm_ = std::move(*vm);
    run_.emplace(*vm_);
    vm_->fence().context = &state_;
    if (auto loaded = run_->run_chunk(); !loaded) return loaded;
    lua_State* thread = run_->thread();
    lua_settop(thread, 1);
    lua_getfield(thread, 1, "capabilities");
    lua_getfield(thread, -1, state_.context.capability.c_str());
    lua_rotate(thread, 1, 1);
    lua_settop(thread, 1);
    push_call(thread, state_);
    push_json(thread, request_);
    run_->set_entry(state_.context.capability);
    return run_->resume(2);
  }

  Result<Run::State> go_on(const Reply& reply) {
    if (!run_) return invalid(plug_.origin + ": the call has ended already");
    push_reply(run_->thread(), reply, state_);
    return run_->resume(1);
  }

  /// A script may raise an outcome instead of returning it: reply:expect() does.
  Outcome failed(const std::string& message) {
    if (!run_ || vm_->fence().dead() || !is_outcome(run_->thread())) return broken(message);
    auto raised = read_outcome(run_->thread());
    drop();
    if (!raised) return broken(plug_.origin + ": " + raised.error().message);
    // The outcome is of one reply; what an earlier step moved, it does not know.
    const auto* step = std::get_if<HttpStep>(&state_.pending);
    const bool is_later = state_.moved_value && !(step && step->moves_value);
    if (is_later && raised->kind != OutcomeKind::succeeded)
      return redacted(unknown(raised->message));
    return redacted(*std::move(raised));
  }

  Outcome broken(std::string message) {
    drop();
    message = without_secrets(std::move(message), state_.context.secrets);
    if (state_.moved_value) return unknown(message);
    return plug_.on_error == OnError::retryable ? retryable(message)
                                                : rejected("script_error", message);
  }

  /// The state is not used again: nobody knows how the script left it.
  void drop() {
    run_.reset();
    vm_.reset();
  }

  Outcome redacted(Outcome outcome) const {
    outcome.message = without_secrets(std::move(outcome.message), state_.context.secrets);
    return outcome;
  }

  std::shared_ptr<VmPool> pool_;
  PlugFacts plug_;
  boost::json::value request_;
  CallState state_;
  std::unique_ptr<Vm> vm_;
  std::optional<Run> run_;
};

}  // namespace

std::unique_ptr<Conversation> make_conversation(std::shared_ptr<VmPool> pool, PlugFacts plug,
                                                CallContext context, boost::json::value request) {
  return std::make_unique<LuaConversation>(std::move(pool), std::move(plug), std::move(context),
                                           std::move(request));
}

}  // namespace patchbay::adapters::lua
