#include "adapters/native/native_conversation.h"

#include <boost/json/serialize.hpp>

#include "adapters/native/border_body.h"
#include "adapters/native/border_text.h"
#include "adapters/native/plugin_log.h"

namespace patchbay::adapters::native {
namespace {

std::vector<patchbay_pair> pairs_of(const std::map<std::string, std::string>& texts) {
  std::vector<patchbay_pair> pairs;
  for (const auto& [name, value] : texts) pairs.push_back({bytes_of(name), bytes_of(value)});
  return pairs;
}

std::vector<patchbay_pair> pairs_of(const std::map<std::string, Secret>& secrets) {
  std::vector<patchbay_pair> pairs;
  for (const auto& [name, secret] : secrets)
    pairs.push_back({bytes_of(name), bytes_of(secret.reveal())});
  return pairs;
}

void* begin_body(const patchbay_plugin_v1& table, const CallContext& context,
                 const boost::json::value& request, PluginLog& log) {
  const auto settings = pairs_of(context.settings);
  const auto secrets = pairs_of(context.secrets);
  const std::string json = boost::json::serialize(request);
  patchbay_call call{};
  call.struct_size = sizeof call;
  call.capability = bytes_of(context.capability);
  call.idempotency_key = bytes_of(context.idempotency_key);
  call.request_json = bytes_of(json);
  call.settings = settings.data();
  call.settings_count = settings.size();
  call.now_us = context.now.micros;
  call.secrets = secrets.data();
  call.secrets_count = secrets.size();
  call.log = &PluginLog::write;
  call.hub = &log;
  return table.begin(&call);
}

class NativeConversation final : public Conversation {
 public:
  NativeConversation(std::shared_ptr<const Library> library, const std::string& origin,
                     const CallContext& context, const boost::json::value& request)
      : log_(origin, context),
        body_(std::move(library), origin, [&](const patchbay_plugin_v1& table) {
          return begin_body(table, context, request, log_);
        }) {
    asked_.now = context.now;
    asked_.hidden = context.hidden;
  }

  Step resume(Reply reply) override {
    const bool moved_before = moved_;
    Taken taken = body_.resume(reply, asked_);
    // A defect of the plugin after a step that moves value says nothing about what happened.
    if (taken.broken && moved_before) return unknown(std::get<Outcome>(taken.step).message);
    if (const auto* http = std::get_if<HttpStep>(&taken.step)) {
      moved_ = moved_ || http->moves_value;
      asked_.moves_value = http->moves_value;
      asked_.nothing_done_on = std::move(taken.nothing_done_on);
    }
    return std::move(taken.step);
  }

 private:
  PluginLog log_;  // before body_, which may write to it until its end
  BorderBody body_;
  Asked asked_;  // the last request
  bool moved_ = false;
};

std::string text_in(const boost::json::object& object, const char* name) {
  const auto* found = object.if_contains(name);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

std::unique_ptr<Conversation> begin_conversation(std::shared_ptr<const Library> library,
                                                 const std::string& origin,
                                                 const CallContext& context,
                                                 const boost::json::value& request) {
  return std::make_unique<NativeConversation>(std::move(library), origin, context, request);
}

Result<boost::json::value> decode(std::shared_ptr<const Library> library, const std::string& origin,
                                  const boost::json::value& webhook) {
  const auto& told = webhook.as_object();
  const auto type = text_in(told, "type"), id = text_in(told, "id"), body = text_in(told, "body");
  patchbay_webhook handed{};
  handed.struct_size = sizeof handed;
  handed.type = bytes_of(type);
  handed.id = bytes_of(id);
  handed.body = bytes_of(body);
  const auto* received_at = told.if_contains("received_at");
  handed.received_at_us = received_at && received_at->is_int64() ? received_at->get_int64() : 0;
  BorderBody decoding(std::move(library), origin,
                      [&](const patchbay_plugin_v1& table) { return table.decode(&handed); });
  Taken taken = decoding.resume(Begin{}, {});
  auto* outcome = std::get_if<Outcome>(&taken.step);
  if (!outcome)
    return invalid(origin + ": decode_webhook makes no steps; decode what came, no more");
  if (outcome->kind != OutcomeKind::succeeded) return invalid(outcome->message);
  return std::move(outcome->result);
}

}  // namespace patchbay::adapters::native
