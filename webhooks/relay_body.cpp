#include "webhooks/relay_body.h"

#include "hub/crypto/digest.h"
#include "hub/http/json.h"

namespace patchbay::webhooks {

std::optional<RelayBody> relay_body_of(std::string_view data) {
  const auto json = parse_json(data);
  const auto* object = json ? json->if_object() : nullptr;
  if (!object) return std::nullopt;
  const auto text = [&](const char* key) {
    const auto* value = object->if_contains(key);
    const auto* found = value ? value->if_string() : nullptr;
    return found ? std::optional<std::string>(*found) : std::nullopt;
  };
  auto body = text("body");
  if (!body) return std::nullopt;
  RelayBody relay{text("content_type").value_or(""), std::move(*body)};
  if (text("body_encoding") != "base64") return relay;
  auto bytes = crypto::from_base64(relay.body);
  if (!bytes) return std::nullopt;
  relay.body = std::move(*bytes);
  return relay;
}

}  // namespace patchbay::webhooks
