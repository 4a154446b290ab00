#include "adapters/native/border_body.h"

namespace patchbay::adapters::native {

Taken BorderBody::resume(const Reply& reply, const Asked& asked) {
  patchbay_step step{};
  step.struct_size = sizeof step;
  if (!broken_)
    guarded([&] {
      const BorderReply handed(reply, asked);
      library_->table.resume(body_, &handed.get(), &step);
    });
  if (broken_) return {*broken_, {}, true};
  Taken taken = from_border(step, origin_);
  if (taken.broken) broken_ = std::get<Outcome>(taken.step);
  return taken;
}

}  // namespace patchbay::adapters::native
