#include "hub/app/plugs/plug_decision.h"

namespace patchbay::app {

PlugMove decide(const PlugView& view) {
  const std::string& target = view.wished.empty() ? view.on_disk : view.wished;
  if (target.empty() || target == view.serving || target == view.refused) return PlugMove::stay;
  return view.wished.empty() ? PlugMove::take_files : PlugMove::take_version;
}

}  // namespace patchbay::app
