#pragma once
// What came in and is passed on as it came (event webhook.received). Pure, private to the room.

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::webhooks {

struct RelayBody {
  std::string content_type;
  std::string body;  ///< byte for byte
};
/// From the data of a webhook.received; nothing when it is of another form.
std::optional<RelayBody> relay_body_of(std::string_view data);

}  // namespace patchbay::webhooks
