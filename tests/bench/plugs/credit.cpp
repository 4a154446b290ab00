// A credit on an electricity bill: the same as credit.lua, for bench_plugs.

#include "adapters/sdk/plugin.h"

namespace sdk = patchbay::sdk;

namespace {

constexpr const char* manifest = R"({
  "id": "credit",
  "name": "Credit",
  "kind": "utility",
  "version": "1.0.0",
  "settings": [{"name": "api_url", "type": "url", "help": "where the partner's API answers"}],
  "auth": {"type": "none"},
  "settle": [{"by": "repeat_same_key"}],
  "capabilities": ["apply_credit"]
})";

sdk::Conversation apply_credit(sdk::Call call, boost::json::object request) {
  auto credit = sdk::post("/credits");
  credit.header("Idempotency-Key", call.idempotency_key).json(request);
  credit.moves_value = true;
  credit.nothing_done_on = {503};
  const auto reply = co_await call.http(credit);
  if (reply.status != 201) co_return reply.outcome;
  const auto answer = reply.json();
  co_return sdk::succeeded({{"partner_reference", answer.at("credit_id")}});
}

sdk::Plugin make() { return {manifest, {{"apply_credit", apply_credit}}}; }

}  // namespace

PATCHBAY_PLUGIN(make)
