#pragma once
// A plug that notes what is said between it and the hub.

#include <memory>
#include <optional>
#include <vector>

#include "adapters/plug.h"

namespace patchbay::adapters {

/// A step that the plug asked for, and what came of it. Neither holds what the hub adds on the way
/// (tokens, signatures).
struct RecordedTurn {
  Step step;
  Reply reply;
  Duration took{};  ///< between the two, with waits for limits
};

/// One call as the plug saw it. Belongs to who made the plug; read it after the call.
struct RecordedCall {
  CallContext context;
  boost::json::value request;
  std::vector<RecordedTurn> turns;
  std::optional<Step> unanswered;  ///< the step that the call ended in
  std::optional<Outcome> outcome;  ///< the plug's own; none when the hub ended the call
};

/// Passes everything on to `plug` and writes the last call into `call`. For one call at a time.
std::shared_ptr<Plug> make_recording_plug(std::shared_ptr<Plug> plug,
                                          std::shared_ptr<RecordedCall> call);

}  // namespace patchbay::adapters
