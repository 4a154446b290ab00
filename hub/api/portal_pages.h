#pragma once
// The portal's pages: pure, of what was read. Private to the room.

#include <optional>
#include <string>
#include <vector>

#include "hub/api/html.h"
#include "hub/http/message.h"
#include "webhooks/endpoint.h"
#include "webhooks/messages.h"
#include "webhooks/replay.h"

namespace patchbay::api {

/// Of a page with forms: whose it is and what its forms carry.
struct PortalFrame {
  std::string partner;     ///< empty: nobody is signed in
  std::string form_token;  ///< of the session
  bool may_change = false;
};

/// No script, no outside source, not kept, not framed; forms go to the hub alone.
http::Response portal_page(int status, const PortalFrame& frame, std::string_view title,
                           const Html& body);

/// `problem`: why the try before failed; may be empty.
Html login_form(std::string_view problem);
Html endpoints_page(const std::vector<webhooks::EndpointView>& endpoints);

struct EndpointPage {
  webhooks::EndpointView endpoint;
  std::vector<webhooks::SecretView> secrets;
  std::vector<webhooks::MessageView> messages;
  std::vector<webhooks::ReplayView> replays;
  std::string state;      ///< only messages in it; empty: all
  std::int64_t next = 0;  ///< cursor of the next page; 0: this is the last one
};
Html endpoint_page(const EndpointPage& page, const PortalFrame& frame);

struct MessagePage {
  webhooks::MessageView message;
  std::optional<std::string> body;  ///< none: not kept any more
  std::vector<webhooks::AttemptView> attempts;
  std::string why;
};
Html message_page(const MessagePage& page, const PortalFrame& frame);

/// How many a replay would send, and the button that orders it.
Html replay_page(const std::string& endpoint, webhooks::Replayed what, std::int64_t count,
                 const PortalFrame& frame);

Html event_types_page();
/// How to verify, in five languages.
Html verify_page();

}  // namespace patchbay::api
