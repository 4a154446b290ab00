#include "hub/app/operator/calling_parts.h"

#include "hub/app/run_blocking.h"

namespace patchbay::app {
namespace {

constexpr std::size_t loops_count = 2;  // one calls, the other plays the partner

}  // namespace

CallingParts::CallingParts(Installation here)
    : here_(std::move(here)),
      loops_(http::start_loops(loops_count)),
      clients_(std::make_unique<LoopClients>(*loops_, http::ClientOptions{})),
      switches_(jobs::make_switch_board(*here_.store, *loops_)),
      tokens_(oauth::make_token_source(*here_.store, *here_.config.keys, system_clock())),
      limits_(jobs::make_partner_limits(*here_.store, system_clock())),
      caller_(adapters::make_caller(
          *here_.store, *loops_, *tokens_, [this]() -> http::Client& { return clients_->here(); },
          system_clock(), {.limits = limits_.get(), .switches = switches_.get()})) {}

CallingParts::~CallingParts() {
  loops_->stop();
  switches_->stop();
  limits_->stop();
  caller_.reset();  // waits for its records
  here_.store.reset();
  clients_.reset();
}

adapters::Outcome CallingParts::call(adapters::Call call) {
  return run_blocking(*loops_, caller_->call(std::move(call)));
}

}  // namespace patchbay::app
