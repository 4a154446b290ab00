#pragma once
// An endpoint as a request's body has it. Private to the room.

#include "hub/http/message.h"
#include "webhooks/endpoints.h"

namespace patchbay::api {

struct ReadDraft {
  webhooks::EndpointDraft draft;
  webhooks::KeepSealed keep;  ///< what the body does not name
};

/// `base`: what stands for a key that is missing. Errors: invalid, naming the key.
Result<ReadDraft> read_endpoint_draft(const http::Request& request, webhooks::EndpointDraft base);

/// What of an endpoint can be shown, as a draft.
webhooks::EndpointDraft draft_of(const webhooks::EndpointView& endpoint);

}  // namespace patchbay::api
