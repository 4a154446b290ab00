#pragma once
// A plug whose conversation is a function of the turn and the reply.

#include <functional>
#include <utility>

#include "adapters/plug.h"

namespace patchbay::adapters::testing {

using Script = std::function<Step(int turn, const Reply& reply)>;

class ScriptedPlug final : public Plug {
 public:
  ScriptedPlug(Manifest manifest, Script script)
      : manifest_(std::move(manifest)), script_(std::move(script)) {}

  const Manifest& manifest() const override { return manifest_; }
  const std::string& origin() const override { return origin_; }
  std::unique_ptr<Conversation> begin(CallContext, boost::json::value) override {
    return std::make_unique<Scripted>(script_);
  }

 private:
  class Scripted final : public Conversation {
   public:
    explicit Scripted(const Script& script) : script_(script) {}
    Step resume(Reply reply) override { return script_(turn_++, reply); }

   private:
    const Script& script_;
    int turn_ = 0;
  };

  Manifest manifest_;
  Script script_;
  std::string origin_ = "scripted";
};

/// Makes one step, then ends with what `end` makes of its reply.
inline Script one_step(Step step, std::function<Outcome(const Reply&)> end) {
  return [step, end](int turn, const Reply& reply) -> Step {
    if (turn == 0) return step;
    return end(reply);
  };
}

inline const http::Response* response_of(const Reply& reply) {
  const auto* exchange = std::get_if<http::Exchange>(&reply);
  return exchange ? std::get_if<http::Response>(exchange) : nullptr;
}

}  // namespace patchbay::adapters::testing
