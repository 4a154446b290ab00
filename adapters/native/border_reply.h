#pragma once
#include <vector>

#include "adapters/reply_meaning.h"
#include "adapters/sdk/border.h"
#include "adapters/step.h"

namespace patchbay::adapters::native {

/// A reply in the border's form. Borrows what it was made of.
class BorderReply {
 public:
  /// `asked`: the request that it answers.
  BorderReply(const Reply& reply, const Asked& asked);
  BorderReply(const BorderReply&) = delete;
  const patchbay_reply& get() const { return reply_; }

 private:
  friend struct ToBorder;
  patchbay_reply reply_{};
  std::vector<patchbay_pair> headers_;
  Outcome outcome_;
};

/// A step of the plugin, copied.
struct Taken {
  Step step;
  std::vector<int> nothing_done_on;  ///< of an HTTP step
  bool broken = false;               ///< the plugin broke: `step` is an Outcome that says how
};

/// A step from the border's form. What makes no sense becomes a `rejected` Outcome with code
/// bad_plug_answer, and a fault a `retryable` one; both name `origin`.
Taken from_border(const patchbay_step& step, const std::string& origin);

}  // namespace patchbay::adapters::native
