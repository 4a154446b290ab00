// Acme Power: credits on an electricity bill, as a native plugin.
//
// The partner's contract:
//   GET  /accounts/{account} -> 200 {account, status, balance_minor, currency}
//   POST /credits with Idempotency-Key and {reference, account, amount_minor, currency}
//     -> 201 {credit_id}. The same key gives the first answer again and books nothing.
//   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.
//   Webhooks "payment" tell {payment, amount_minor, currency}.

#include <patchbay/sdk/plugin.h>

namespace sdk = patchbay::sdk;

namespace {

constexpr const char* manifest = R"({
  "id": "acme_power",
  "name": "Acme Power",
  "kind": "utility",
  "version": "1.0.0",
  "settings": [
    {"name": "api_url", "type": "url", "help": "where the partner's API answers"}
  ],
  "secrets": ["api_key"],
  "auth": {"type": "api_key"},
  "settle": [{"by": "repeat_same_key"}],
  "capabilities": ["get_account", "apply_credit"],
  "webhook": {"scheme": "standard"}
})";

std::string text(const boost::json::object& object, const char* name) {
  return std::string(object.at(name).as_string());
}

sdk::Conversation get_account(sdk::Call call, boost::json::object request) {
  const auto ask = sdk::get("/accounts/{account}", {{"account", text(request, "account")}});
  const auto reply = co_await call.http(ask);
  if (reply.status != 200) co_return reply.outcome;
  co_return sdk::succeeded(reply.json());
}

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

boost::json::array decode_webhook(const sdk::Webhook& webhook) {
  if (webhook.type != "payment") return {};
  const auto& body = webhook.json.as_object();
  return {
      {{"type", "payment.received"},
       {"reference", body.at("payment")},
       {"data", {{"amount_minor", body.at("amount_minor")}, {"currency", body.at("currency")}}}}};
}

sdk::Plugin make() {
  return {manifest, {{"get_account", get_account}, {"apply_credit", apply_credit}}, decode_webhook};
}

}  // namespace

PATCHBAY_PLUGIN(make)
