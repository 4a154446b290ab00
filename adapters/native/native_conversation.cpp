#include "adapters/native/native_conversation.h"

#include <boost/json/serialize.hpp>
#include <exception>

#include "adapters/native/border_reply.h"
#include "adapters/native/border_text.h"

namespace patchbay::adapters::native {
namespace {

class NativeConversation final : public Conversation {
 public:
  NativeConversation(const patchbay_plugin_v1& table, std::string origin, void* body)
      : table_(table), origin_(std::move(origin)), body_(body) {}
  ~NativeConversation() override {
    if (body_) table_.destroy(body_);
  }

  Step resume(Reply reply) override {
    const bool moved_before = moved_;
    Step step = next(reply);
    if (const auto* http = std::get_if<HttpStep>(&step)) moved_ = moved_ || http->moves_value;
    // A defect of the plugin after a step that moves value says nothing about what happened.
    if (broken_ && moved_before) return unknown(std::get<Outcome>(step).message);
    return step;
  }

 private:
  Step next(const Reply& reply) {
    if (!body_) return fault("the plugin could not begin the call");
    try {
      std::vector<patchbay_pair> headers;
      const patchbay_reply handed = to_border(reply, headers);
      patchbay_step step{};
      step.struct_size = sizeof step;
      table_.resume(body_, &handed, &step);
      Step taken = from_border(step, origin_);
      const auto* outcome = std::get_if<Outcome>(&taken);
      broken_ = step.kind == PATCHBAY_STEP_FAULT || (outcome && outcome->code == "bad_plug_answer");
      return taken;
    } catch (const std::exception& failed) {
      return fault(failed.what());
    }
  }

  Step fault(const std::string& why) {
    broken_ = true;
    return retryable(origin_ + ": " + why);
  }

  const patchbay_plugin_v1& table_;
  const std::string origin_;
  void* body_;
  bool moved_ = false;
  bool broken_ = false;
};

}  // namespace

std::unique_ptr<Conversation> begin_conversation(const patchbay_plugin_v1& table,
                                                 const std::string& origin,
                                                 const CallContext& context,
                                                 const boost::json::value& request) {
  std::vector<patchbay_pair> settings;
  for (const auto& [name, value] : context.settings)
    settings.push_back({bytes_of(name), bytes_of(value)});
  const std::string json = boost::json::serialize(request);
  patchbay_call call{};
  call.struct_size = sizeof call;
  call.capability = bytes_of(context.capability);
  call.idempotency_key = bytes_of(context.idempotency_key);
  call.request_json = bytes_of(json);
  call.settings = settings.data();
  call.settings_count = settings.size();
  call.now_us = context.now.micros;
  return std::make_unique<NativeConversation>(table, origin, table.begin(&call));
}

}  // namespace patchbay::adapters::native
