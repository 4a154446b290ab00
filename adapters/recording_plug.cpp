#include "adapters/recording_plug.h"

#include <chrono>

namespace patchbay::adapters {
namespace {

using std::chrono::steady_clock;

class RecordingConversation final : public Conversation {
 public:
  RecordingConversation(std::unique_ptr<Conversation> conversation,
                        std::shared_ptr<RecordedCall> call)
      : conversation_(std::move(conversation)), call_(std::move(call)) {}

  Step resume(Reply reply) override {
    if (call_->unanswered) {
      const auto took = std::chrono::duration_cast<Duration>(steady_clock::now() - asked_at_);
      call_->turns.push_back({*std::move(call_->unanswered), reply, took});
      call_->unanswered.reset();
    }
    Step step = conversation_->resume(std::move(reply));
    if (const auto* outcome = std::get_if<Outcome>(&step))
      call_->outcome = *outcome;
    else
      call_->unanswered = step;
    asked_at_ = steady_clock::now();
    return step;
  }

 private:
  std::unique_ptr<Conversation> conversation_;
  std::shared_ptr<RecordedCall> call_;
  steady_clock::time_point asked_at_;
};

class RecordingPlug final : public Plug {
 public:
  RecordingPlug(std::shared_ptr<Plug> plug, std::shared_ptr<RecordedCall> call)
      : plug_(std::move(plug)), call_(std::move(call)) {}

  const Manifest& manifest() const override { return plug_->manifest(); }
  const std::string& origin() const override { return plug_->origin(); }
  std::unique_ptr<Conversation> begin(CallContext context, boost::json::value request) override {
    *call_ = {context, request, {}, {}, {}};
    return std::make_unique<RecordingConversation>(
        plug_->begin(std::move(context), std::move(request)), call_);
  }
  Result<boost::json::value> decode_webhook(const boost::json::value& webhook) override {
    return plug_->decode_webhook(webhook);
  }

 private:
  const std::shared_ptr<Plug> plug_;
  const std::shared_ptr<RecordedCall> call_;
};

}  // namespace

std::shared_ptr<Plug> make_recording_plug(std::shared_ptr<Plug> plug,
                                          std::shared_ptr<RecordedCall> call) {
  return std::make_shared<RecordingPlug>(std::move(plug), std::move(call));
}

}  // namespace patchbay::adapters
