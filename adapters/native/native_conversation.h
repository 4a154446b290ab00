#pragma once
// The hub's side of one conversation with a native plugin.

#include <memory>
#include <string>

#include "adapters/plug.h"
#include "adapters/sdk/border.h"

namespace patchbay::adapters::native {

/// Begins a conversation. `origin` names the plugin in messages. A plugin that cannot begin gives a
/// conversation whose first step is `retryable`. `table` outlives it. Whatever the plugin
/// hands out wrong becomes an Outcome, `unknown` once a step that moves value was asked for.
std::unique_ptr<Conversation> begin_conversation(const patchbay_plugin_v1& table,
                                                 const std::string& origin,
                                                 const CallContext& context,
                                                 const boost::json::value& request);

}  // namespace patchbay::adapters::native
