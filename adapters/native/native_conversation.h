#pragma once
// The hub's side of one conversation with a native plugin.

#include <memory>
#include <string>

#include "adapters/native/library.h"
#include "adapters/plug.h"

namespace patchbay::adapters::native {

/// Begins a conversation, which holds `library`. `origin` names the plugin in messages. A plugin
/// that cannot begin gives a conversation whose first step is `retryable`. Whatever the plugin
/// hands out wrong or throws becomes an Outcome, `unknown` once a step that moves value was asked
/// for; after that it is not asked again.
std::unique_ptr<Conversation> begin_conversation(std::shared_ptr<const Library> library,
                                                 const std::string& origin,
                                                 const CallContext& context,
                                                 const boost::json::value& request);

/// As Plug::decode_webhook; `library` has a decoder.
Result<boost::json::value> decode(std::shared_ptr<const Library> library, const std::string& origin,
                                  const boost::json::value& webhook);

}  // namespace patchbay::adapters::native
