#include <boost/json/object.hpp>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include "adapters/kinds.h"
#include "adapters/lua/lua_plug.h"
#include "adapters/native/native_plug.h"
#include "hub/base/clock.h"
#include "tests/bench/plugs.h"
#include "tests/bench/scratch_folder.h"

namespace patchbay::bench {
namespace {

using adapters::Plug;

constexpr int calls = 50'000;
constexpr double lua_aim_us = 20, native_aim_us = 6;

const boost::json::value& credit() {
  static const boost::json::value request{{"reference", "rwd_01HF0000000000000000000000"},
                                          {"account", "1234567890"},
                                          {"amount_minor", 2'000},
                                          {"currency", "AUD"}};
  return request;
}

/// As plug_turns.cpp does it, without its threads.
void call(Plug& plug, const adapters::Capability& capability) {
  adapters::CallContext context;
  context.capability = "apply_credit";
  context.idempotency_key = "rwd_01HF0000000000000000000000";
  context.settings = {{"api_url", "https://credit.example"}};
  context.now = Timestamp{1'700'000'000'000'000};
  check_request(capability, credit()).value();
  auto conversation = plug.begin(std::move(context), credit());
  const auto step = conversation->resume(adapters::Begin{});
  if (!std::holds_alternative<adapters::HttpStep>(step)) throw std::runtime_error("no HTTP step");
  http::Response response{201, {}, R"({"credit_id":"C0000001"})"};
  response.headers.add("Content-Type", "application/json");
  const auto end = conversation->resume(http::Exchange(std::move(response)));
  const auto* outcome = std::get_if<adapters::Outcome>(&end);
  if (!outcome || outcome->kind != adapters::OutcomeKind::succeeded)
    throw std::runtime_error("the call did not succeed: " + (outcome ? outcome->message : ""));
  check_result(capability, outcome->result).value();
}

double microseconds_a_call(Plug& plug) {
  const auto* capability = adapters::find_capability("utility", "apply_credit");
  for (int i = 0; i < calls / 10; ++i) call(plug, *capability);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) call(plug, *capability);
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
  return took.count() / calls;
}

}  // namespace

std::vector<Measurement> measure_calls() {
  const ScratchFolder folder;
  const auto script =
      folder.copy(PATCHBAY_SOURCE_FOLDER "/tests/bench/plugs/credit.lua", "credit/partner.lua");
  const auto lua = adapters::lua::load_plug(script.parent_path().string()).value();
  const auto native =
      adapters::native::load_plug(PATCHBAY_BENCH_PLUGIN, (folder.path() / "cache").string())
          .value();
  const double lua_us = microseconds_a_call(*lua), native_us = microseconds_a_call(*native);
  return {{"lua_call_us", lua_us, "us", lua_aim_us},
          {"native_call_us", native_us, "us", native_aim_us},
          {"lua_to_native", lua_us / native_us, "times", 0}};
}

}  // namespace patchbay::bench
