#pragma once
// One call of a Lua partner: the script runs until its next step, and from there on with the reply.

#include <memory>

#include "adapters/lua/vm_pool.h"
#include "adapters/plug.h"

namespace patchbay::adapters::lua {

/// What a conversation needs to know of its plug.
struct PlugFacts {
  std::string origin;                    ///< for messages
  OnError on_error = OnError::rejected;  ///< what a broken script makes of a call
};

std::unique_ptr<Conversation> make_conversation(std::shared_ptr<VmPool> pool, PlugFacts plug,
                                                CallContext context, boost::json::value request);

}  // namespace patchbay::adapters::lua
