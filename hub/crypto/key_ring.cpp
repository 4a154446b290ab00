#include "hub/crypto/key_ring.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/key_ring_keys.h"
#include "hub/crypto/nonce.h"

namespace patchbay::crypto {
namespace {

constexpr std::string_view format = "v1";

/// Version and key id are bound as well, so that no part of a sealed text can be exchanged.
std::string associated_data(std::string_view id, std::string_view context) {
  return std::string(format).append(".").append(id).append(".").append(context);
}

Error cannot_open(std::string_view context, const std::string& why) {
  return corrupt("a sealed value (" + std::string(context) + ") cannot be opened: " + why);
}

/// Ciphertext is no secret, so the base64 need not take constant time as libsodium's does.
std::string with_base64(std::string text, std::string_view bytes) {
  const auto begin = text.size();
  text.resize(begin + (bytes.size() + 2) / 3 * 4 + 1);  // and a NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data() + begin),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::string index_under(const RingKey& key, std::string_view text) {
  const std::array<std::string_view, 1> parts{text};
  return key.id + "." + to_hex(hmac_sha256(key.index_key.view(), parts));
}

}  // namespace

std::optional<std::string_view> key_id_of(std::string_view sealed) {
  const auto begin = format.size() + 1;
  if (!sealed.starts_with(format) || sealed.size() < begin || sealed[begin - 1] != '.')
    return std::nullopt;
  const auto end = sealed.find('.', begin);
  if (end == std::string_view::npos) return std::nullopt;
  return sealed.substr(begin, end - begin);
}

std::string sealed_prefix(std::string_view id) {
  return std::string(format).append(".").append(id).append(".");
}

std::string KeyRing::seal(std::string_view plain, std::string_view context) const {
  const auto keys = this->keys();
  const RingKey& key = keys->sealing();
  std::string body(gcm_nonce_bytes + plain.size() + gcm_tag_bytes, '\0');
  fill_nonce(std::span(body).first<gcm_nonce_bytes>());
  const std::string_view nonce = std::string_view(body).substr(0, gcm_nonce_bytes);
  gcm_seal(key.bytes.view(), nonce, associated_data(key.id, context), plain,
           std::span(body).subspan(gcm_nonce_bytes));
  return with_base64(sealed_prefix(key.id), body);
}

Result<Secret> KeyRing::open(std::string_view sealed, std::string_view context) const {
  const auto id = key_id_of(sealed);
  if (!id) return cannot_open(context, "it is not of the form v1.<key id>.<base64>");
  auto keys = this->keys();
  if (!keys->find(*id) && find_key(*id)) keys = this->keys();
  const RingKey* key = keys->find(*id);
  if (!key) return cannot_open(context, "the key ring does not hold the key it was sealed with");
  const auto body = from_base64(sealed.substr(sealed_prefix(*id).size()));
  if (!body || body->size() < gcm_nonce_bytes + gcm_tag_bytes)
    return cannot_open(context, "it is cut short or not base64");
  const std::string_view all = *body;
  auto plain = gcm_open(key->bytes.view(), all.substr(0, gcm_nonce_bytes),
                        associated_data(*id, context), all.substr(gcm_nonce_bytes));
  if (!plain) return cannot_open(context, "it was changed, moved or sealed with another key");
  return Secret(std::move(*plain));
}

std::string KeyRing::blind_index(std::string_view text) const {
  return index_under(keys()->sealing(), text);
}

std::vector<std::string> KeyRing::blind_indexes(std::string_view text) const {
  std::vector<std::string> all;
  const auto keys = this->keys();
  for (auto key = keys->all.rbegin(); key != keys->all.rend(); ++key)
    all.push_back(index_under(*key, text));
  return all;
}

bool KeyRing::find_key(std::string_view id) const {
  std::function<std::optional<KeyRing>()> read;
  {
    const std::lock_guard lock(live_->mutex);
    read = live_->source;
  }
  if (!read) return false;
  if (const auto newer = read()) learn(*newer);
  return holds(id);
}

}  // namespace patchbay::crypto
