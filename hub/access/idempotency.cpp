#include "hub/access/idempotency.h"

#include "hub/crypto/digest.h"

namespace patchbay::access {
namespace {

constexpr std::size_t key_length_max = 255;

bool is_visible(char c) { return c > 0x20 && c < 0x7F; }

Error bad_key(const std::string& what) {
  return invalid("header Idempotency-Key: " + what +
                 "; send 1 to 255 visible ASCII characters, best a UUID, in double quotes");
}

/// The text between the quotes with its escapes undone; nothing when the form is broken.
std::optional<std::string> unquote(std::string_view value) {
  if (value.size() < 2 || value.back() != '"') return std::nullopt;
  value = value.substr(1, value.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '"') return std::nullopt;
    if (value[i] == '\\' && (++i == value.size() || (value[i] != '"' && value[i] != '\\')))
      return std::nullopt;
    text += value[i];
  }
  return text;
}

std::string digest_of_parts(const std::vector<std::string_view>& parts) {
  std::string whole;
  for (const auto part : parts) whole.append(std::to_string(part.size())).append(":").append(part);
  return crypto::to_hex(crypto::sha256(whole));
}

}  // namespace

Result<std::string> parse_idempotency_key(std::string_view value) {
  if (value.empty()) return bad_key("it is empty");
  std::string key(value);
  if (value.front() == '"') {
    auto text = unquote(value);
    if (!text) return bad_key("the quoted string is broken");
    key = std::move(*text);
  }
  if (key.empty()) return bad_key("it is empty");
  if (key.size() > key_length_max) return bad_key("it is too long");
  if (!std::all_of(key.begin(), key.end(), is_visible))
    return bad_key("it holds a blank or a character that is not visible ASCII");
  return key;
}

std::string digest_of(const KeyScope& scope) {
  return digest_of_parts({scope.organisation, scope.credential, scope.method, scope.route});
}

std::string fingerprint_of(const std::vector<std::string_view>& parts) {
  return digest_of_parts(parts);
}

KeyDecision decide(const std::optional<KeyRow>& known, std::string_view fingerprint) {
  if (!known || known->expired) return Proceed{};
  if (known->fingerprint != fingerprint) return OtherRequest{};
  if (known->running) return InFlight{};
  return Replay{known->answer};
}

}  // namespace patchbay::access
