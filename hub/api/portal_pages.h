#pragma once
// The portal's pages: pure, of what was read. Private to the room.

#include <optional>
#include <string>
#include <vector>

#include "hub/api/site.h"
#include "webhooks/endpoint.h"
#include "webhooks/messages.h"
#include "webhooks/replay.h"

namespace patchbay::api {

/// A path of the portal (site.h).
inline std::string portal_path(const std::vector<std::string>& segments,
                               std::string_view query = {}) {
  return site_path(portal_site(), segments, query);
}

Html endpoints_page(const std::vector<webhooks::EndpointView>& endpoints);

struct EndpointPage {
  webhooks::EndpointView endpoint;
  std::vector<webhooks::SecretView> secrets;
  std::vector<webhooks::MessageView> messages;
  std::vector<webhooks::ReplayView> replays;
  std::string state;      ///< only messages in it; empty: all
  std::int64_t next = 0;  ///< cursor of the next page; 0: this is the last one
};
Html endpoint_page(const EndpointPage& page, const SiteFrame& frame);

struct MessagePage {
  webhooks::MessageView message;
  std::optional<std::string> body;  ///< none: not kept any more
  std::vector<webhooks::AttemptView> attempts;
  std::string why;
};
Html message_page(const MessagePage& page, const SiteFrame& frame);

/// How many a replay would send, and the button that orders it.
Html replay_page(const std::string& endpoint, webhooks::Replayed what, std::int64_t count,
                 const SiteFrame& frame);

Html event_types_page();
/// How to verify, in five languages.
Html verify_page();

}  // namespace patchbay::api
