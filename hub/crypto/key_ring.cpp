#include "hub/crypto/key_ring.h"

#include <algorithm>
#include <array>

#include "hub/base/text.h"
#include "hub/crypto/aes_gcm.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::crypto {
namespace {

constexpr std::string_view format = "v1";
constexpr std::size_t key_id_length_max = 32;

Result<Secret> parse_key(std::string_view hex) {
  auto raw = from_hex(hex);
  if (!raw || raw->size() != aes_key_bytes)
    return invalid("an encryption key is 64 hex characters (make one with: openssl rand -hex 32)");
  return Secret(std::move(*raw));
}

bool is_key_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !id.empty() && id.size() <= key_id_length_max &&
         std::all_of(id.begin(), id.end(), allowed);
}

/// Version and key id are bound as well, so that no part of a sealed text can be exchanged.
std::string associated_data(std::string_view id, std::string_view context) {
  return std::string(format).append(".").append(id).append(".").append(context);
}

Error cannot_open(std::string_view context, const std::string& why) {
  return corrupt("a sealed value (" + std::string(context) + ") cannot be opened: " + why);
}

}  // namespace

Result<KeyRing> KeyRing::from_hex_key(const Secret& key) {
  auto raw = parse_key(trim(key.reveal()));
  if (!raw) return raw.error();
  KeyRing ring;
  ring.keys_.emplace("k1", std::move(*raw));
  ring.oldest_ = ring.newest_ = "k1";
  return ring;
}

Result<KeyRing> KeyRing::parse(std::string_view lines) {
  KeyRing ring;
  int number = 0;
  for (const std::string_view whole : split(lines, '\n')) {
    const std::string where = "key ring, line " + std::to_string(++number);
    const std::string_view line = trim(whole);
    if (line.empty() || line.starts_with('#')) continue;
    const auto blank = line.find_first_of(" \t");
    if (blank == std::string_view::npos)
      return invalid("a line is \"<id> <64 hex characters>\"").in(where);
    const std::string id(line.substr(0, blank));
    // The id is not quoted: with the parts swapped it would be the key.
    if (!is_key_id(id))
      return invalid("a key id has up to 32 letters, digits, \"_\" or \"-\"").in(where);
    auto key = parse_key(trim(line.substr(blank)));
    if (!key) return key.error().in(where);
    if (!ring.keys_.emplace(id, std::move(*key)).second)
      return invalid("key id \"" + id + "\" is there twice").in(where);
    if (ring.oldest_.empty()) ring.oldest_ = id;
    ring.newest_ = id;
  }
  if (ring.keys_.empty()) return invalid("the key ring holds no key; add \"<id> <64 hex>\"");
  return ring;
}

std::string KeyRing::seal(std::string_view plain, std::string_view context) const {
  std::string body(gcm_nonce_bytes, '\0');
  system_random().fill(std::as_writable_bytes(std::span(body)));
  const std::string_view key = keys_.at(newest_).reveal();
  body += gcm_seal(key, std::string(body), associated_data(newest_, context), plain);
  return std::string(format) + "." + newest_ + "." + to_base64(bytes_of(body));
}

Result<Secret> KeyRing::open(std::string_view sealed, std::string_view context) const {
  const auto parts = split(sealed, '.');
  if (parts.size() != 3 || parts[0] != format)
    return cannot_open(context, "it is not of the form v1.<key id>.<base64>");
  const auto key = keys_.find(std::string(parts[1]));
  if (key == keys_.end())
    return cannot_open(context, "the key ring does not hold the key it was sealed with");
  const auto body = from_base64(parts[2]);
  if (!body || body->size() < gcm_nonce_bytes + gcm_tag_bytes)
    return cannot_open(context, "it is cut short or not base64");
  const std::string_view all = *body;
  auto plain = gcm_open(key->second.reveal(), all.substr(0, gcm_nonce_bytes),
                        associated_data(parts[1], context), all.substr(gcm_nonce_bytes));
  if (!plain) return cannot_open(context, "it was changed, moved or sealed with another key");
  return Secret(std::move(*plain));
}

std::string KeyRing::blind_index(std::string_view text) const {
  // A key of its own, so that an index never is a MAC under the key that encrypts.
  const std::array<std::string_view, 1> purpose{"patchbay blind index v1"};
  const Digest256 derived = hmac_sha256(keys_.at(oldest_).reveal(), purpose);
  const std::array<std::string_view, 1> parts{text};
  const std::string_view key(reinterpret_cast<const char*>(derived.data()), derived.size());
  return to_hex(hmac_sha256(key, parts));
}

std::vector<std::string> KeyRing::ids() const {
  std::vector<std::string> result{oldest_};
  for (const auto& [id, key] : keys_)
    if (id != oldest_ && id != newest_) result.push_back(id);
  if (newest_ != oldest_) result.push_back(newest_);
  return result;
}

Secret KeyRing::lines() const {
  std::string text;
  for (const auto& id : ids()) {
    text += id;
    text += ' ';
    text += to_hex(bytes_of(keys_.at(id).reveal()));
    text += '\n';
  }
  return Secret(std::move(text));
}

bool KeyRing::covers(const KeyRing& other) const {
  const auto holds = [this](const auto& entry) {
    const auto mine = keys_.find(entry.first);
    return mine != keys_.end() &&
           equal_in_constant_time(mine->second.reveal(), entry.second.reveal());
  };
  return oldest_ == other.oldest_ && std::all_of(other.keys_.begin(), other.keys_.end(), holds);
}

}  // namespace patchbay::crypto
