#include "webhooks/body_text.h"

#include "hub/base/text.h"
#include "hub/crypto/digest.h"

namespace patchbay::webhooks {
namespace {

constexpr const char* base64 = "base64";

bool is_text(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = c < 0x80 ? 1 : character_bytes(bytes.substr(i));
    if (c == 0 || length == 0) return false;
    i += length;
  }
  return true;
}

}  // namespace

BodyText to_text(std::string_view bytes) {
  if (is_text(bytes)) return {std::string(bytes), ""};
  return {crypto::to_base64(crypto::bytes_of(bytes)), base64};
}

Result<std::string> to_bytes(std::string text, const std::string& encoding) {
  if (encoding.empty()) return text;
  auto bytes = encoding == base64 ? crypto::from_base64(text) : invalid("no such encoding");
  if (!bytes) return corrupt("the body of a webhook in the store cannot be read");
  return bytes;
}

}  // namespace patchbay::webhooks
