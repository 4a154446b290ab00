#include "adapters/call_judge.h"

namespace patchbay::adapters {

void CallJudge::saw(const HttpStep& step, const http::Exchange& exchange) {
  const auto* failure = std::get_if<http::Failure>(&exchange);
  const bool reached = !failure || failure->stage >= http::Stage::sent;
  if (step.moves_value && reached) may_have_moved_ = true;
  if (!failure)
    cut_off_ = false;
  else if (step.moves_value && reached)
    cut_off_ = true;
}

Outcome CallJudge::ends(Outcome otherwise) const {
  return may_have_moved_ ? unknown(std::move(otherwise.message)) : std::move(otherwise);
}

Outcome CallJudge::judge(Outcome from_plug) const {
  if (!cut_off_ || from_plug.kind == OutcomeKind::unknown) return from_plug;
  return unknown(
      "a request that moves value was cut off and nothing was learned since; the plug said " +
      std::string(name_of(from_plug.kind)) +
      (from_plug.message.empty() ? "" : ": " + from_plug.message));
}

}  // namespace patchbay::adapters
