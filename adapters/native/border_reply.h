#pragma once
#include <vector>

#include "adapters/sdk/border.h"
#include "adapters/step.h"

namespace patchbay::adapters::native {

/// A reply in the border's form. Borrows the reply; `headers` holds what the result points to.
patchbay_reply to_border(const Reply& reply, std::vector<patchbay_pair>& headers);

/// A step from the border's form, copied. What makes no sense becomes a `rejected` Outcome with
/// code bad_plug_answer, and a fault a `retryable` one; both name `origin`.
Step from_border(const patchbay_step& step, const std::string& origin);

}  // namespace patchbay::adapters::native
