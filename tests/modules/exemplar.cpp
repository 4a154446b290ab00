// tests/conformance/scripts/exemplar as a native plug: the same requests, the same outcomes.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>

#include "adapters/sdk/border_impl.h"

namespace patchbay::exemplar {
namespace {

namespace json = boost::json;

constexpr const char* manifest = R"({
  "id": "exemplar", "name": "Exemplar", "kind": "retail", "version": "1.0.0",
  "settings": [{"name": "api_url", "type": "url", "help": "where the partner's API answers"}],
  "secrets": ["client_id", "client_secret"],
  "auth": {"type": "oauth2_client_credentials", "token_path": "/oauth/token"},
  "webhook": {"scheme": "standard", "events": {"card.used": {
    "type": "voucher.redeemed", "reference": "/data/order",
    "data": {"amount_minor": "/data/cents", "currency": "/data/currency"}}}},
  "settle": [{"by": "repeat_same_key"}, {"by": "find_issued", "settle_after_ms": 30000}],
  "capabilities": ["issue_voucher", "find_issued", "check_balance", "list_transactions"]
})";

constexpr int too_many_requests = 429;

std::optional<std::chrono::microseconds> retry_after(const sdk::HttpReply& reply) {
  for (const auto& [name, value] : reply.headers)
    if (name == "Retry-After" || name == "retry-after")
      return std::chrono::seconds(std::strtol(value.c_str(), nullptr, 10));
  return std::nullopt;
}

/// What an answer that is not the wanted one means.
sdk::Outcome outcome_of(const sdk::HttpReply& reply, bool moves_value) {
  if (!reply.answered())
    return moves_value && reply.sent ? sdk::unknown(reply.failure) : sdk::retryable(reply.failure);
  const std::string answered = "the partner answered " + std::to_string(reply.status);
  if (reply.status == too_many_requests || reply.status == 503)
    return sdk::retryable(answered, retry_after(reply));
  if (reply.status == 401) return sdk::retryable(answered);
  if (reply.status / 100 == 4)
    return sdk::rejected("http_" + std::to_string(reply.status), answered);
  return moves_value ? sdk::unknown(answered) : sdk::retryable(answered);
}

/// The members of the body; throws where it has none: the hub then says what that means.
json::object body_of(const sdk::HttpReply& reply) { return json::parse(reply.body).as_object(); }

std::string escape(const std::string& text) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~')
      escaped += c;
    else
      (escaped += '%').append({digits[byte / 16], digits[byte % 16]});
  }
  return escaped;
}

std::string text(const json::object& object, const char* name) {
  return std::string(object.at(name).as_string());
}

sdk::Conversation issue_voucher(sdk::Call call, json::object request) {
  const json::object wish{{"order", request.at("reference")},
                          {"cents", request.at("amount_minor")},
                          {"currency", request.at("currency")}};
  sdk::HttpRequest step{
      "POST",
      "/cards",
      {{"Content-Type", "application/json"}, {"Idempotency-Key", call.idempotency_key}},
      json::serialize(wish),
      true};
  const auto reply = co_await call.http(std::move(step));
  if (reply.status != 201) co_return outcome_of(reply, true);
  const auto card = body_of(reply);
  json::object result{{"partner_reference", card.at("card")}, {"code", card.at("code")}};
  co_return sdk::succeeded(std::move(result));
}

sdk::Conversation find_issued(sdk::Call call, json::object request) {
  const auto reply = co_await call.get("/cards?order=" + escape(text(request, "reference")));
  if (reply.status != 200) co_return outcome_of(reply, false);
  const auto body = body_of(reply);
  const auto& cards = body.at("cards").as_array();
  json::object result{{"state", cards.empty() ? "not_issued" : "issued"}};
  if (!cards.empty()) result["partner_reference"] = cards.at(0).at("card");
  if (!cards.empty()) result["code"] = cards.at(0).at("code");
  co_return sdk::succeeded(std::move(result));
}

sdk::Conversation check_balance(sdk::Call call, json::object request) {
  const auto found = co_await call.get("/names?code=" + escape(text(request, "code")));
  if (found.status != 200) co_return outcome_of(found, false);
  const std::string card = text(body_of(found), "card");
  const auto reply = co_await call.get("/balances/" + escape(card));
  if (reply.status != 200) co_return outcome_of(reply, false);
  const auto body = body_of(reply);
  json::object result{{"balance_minor", body.at("cents")}, {"currency", body.at("currency")}};
  co_return sdk::succeeded(std::move(result));
}

sdk::Conversation list_transactions(sdk::Call call, json::object request) {
  const std::string path = "/transactions?code=" + escape(text(request, "code")) +
                           "&after=" + escape(text(request, "cursor")) +
                           "&limit=" + std::to_string(request.at("limit").as_int64());
  const auto reply = co_await call.get(path);
  if (reply.status != 200) co_return outcome_of(reply, false);
  const auto page = body_of(reply);
  json::array transactions;
  for (const auto& one : page.at("transactions").as_array())
    transactions.push_back(json::object{{"id", one.at("id")},
                                        {"at", one.at("at")},
                                        {"amount_minor", one.at("cents")},
                                        {"currency", "AUD"}});
  json::object result{{"transactions", std::move(transactions)},
                      {"cursor", page.at("next")},
                      {"done", page.at("done")}};
  co_return sdk::succeeded(std::move(result));
}

sdk::Plugin make() {
  return {manifest,
          {{"issue_voucher", issue_voucher},
           {"find_issued", find_issued},
           {"check_balance", check_balance},
           {"list_transactions", list_transactions}}};
}

}  // namespace
}  // namespace patchbay::exemplar

PATCHBAY_PLUGIN(patchbay::exemplar::make)
