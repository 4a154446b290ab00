#include "hub/crypto/key_ring_keys.h"

#include <algorithm>
#include <array>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::crypto {
namespace {

constexpr std::size_t key_id_length_max = 32;
constexpr std::string_view index_purpose = "patchbay blind index v1";

RingKey make_key(std::string id, std::string_view bytes) {
  const std::array<std::string_view, 1> purpose{index_purpose};
  Digest256 derived = hmac_sha256(bytes, purpose);
  const std::string_view index_key(reinterpret_cast<const char*>(derived.data()), derived.size());
  return {std::move(id), KeyBytes(bytes), KeyBytes(index_key)};
}

Result<Secret> parse_key(std::string_view hex) {
  auto raw = from_hex(hex);
  if (!raw || raw->size() != aes_key_bytes)
    return invalid("an encryption key is 64 hex characters (make one with: openssl rand -hex 32)");
  return Secret(std::move(*raw));
}

Result<RingKey> parse_line(std::string_view line) {
  const auto blank = line.find_first_of(" \t");
  if (blank == std::string_view::npos) return invalid("a line is \"<id> <64 hex characters>\"");
  // The id is not quoted: with the parts swapped it would be the key.
  const std::string id(line.substr(0, blank));
  if (!is_key_id(id)) return invalid("a key id has up to 32 letters, digits, \"_\" or \"-\"");
  auto key = parse_key(trim(line.substr(blank)));
  if (!key) return key.error();
  return make_key(id, key->reveal());
}

}  // namespace

bool is_key_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !id.empty() && id.size() <= key_id_length_max &&
         std::all_of(id.begin(), id.end(), allowed);
}

const RingKey* KeyRing::Keys::find(std::string_view id) const {
  const auto found = std::find_if(all.begin(), all.end(), [&](auto& key) { return key.id == id; });
  return found == all.end() ? nullptr : &*found;
}

const RingKey& KeyRing::Keys::sealing() const {
  const auto* key = find(active);
  if (!key) throw ErrorException(internal("the key ring is empty"));
  return *key;
}

KeyRing::KeyRing() : KeyRing(Keys()) {}
KeyRing::KeyRing(Keys keys) : live_(std::make_shared<Live>()) { put(std::move(keys)); }

std::shared_ptr<const KeyRing::Keys> KeyRing::keys() const {
  const std::lock_guard lock(live_->mutex);
  return live_->keys;
}

void KeyRing::put(Keys keys) const {
  auto shared = std::make_shared<const Keys>(std::move(keys));
  const std::lock_guard lock(live_->mutex);
  live_->keys.swap(shared);
}

Result<KeyRing> KeyRing::from_hex_key(const Secret& key) {
  auto raw = parse_key(trim(key.reveal()));
  if (!raw) return raw.error();
  return KeyRing({{make_key("k1", raw->reveal())}, "k1"});
}

Result<KeyRing> KeyRing::parse(std::string_view lines) {
  Keys keys;
  int number = 0;
  for (const std::string_view whole : split(lines, '\n')) {
    const std::string where = "key ring, line " + std::to_string(++number);
    for (const std::string_view piece : split(whole, ';')) {
      const std::string_view line = trim(piece);
      if (line.empty()) continue;
      if (line.starts_with('#')) break;
      auto key = parse_line(line);
      if (!key) return key.error().in(where);
      if (keys.find(key->id)) return invalid("key id \"" + key->id + "\" is there twice").in(where);
      keys.active = key->id;
      keys.all.push_back(std::move(*key));
    }
  }
  if (keys.all.empty()) return invalid("the key ring holds no key; add \"<id> <64 hex>\"");
  return KeyRing(std::move(keys));
}

KeyRing KeyRing::generate(const std::string& id) {
  const auto hex = random_hex(aes_key_bytes);
  return KeyRing({{make_key(id, parse_key(hex.reveal()).value().reveal())}, id});
}

std::vector<std::string> KeyRing::ids() const {
  std::vector<std::string> result;
  for (const auto& key : keys()->all) result.push_back(key.id);
  return result;
}

std::string KeyRing::active() const { return keys()->active; }
bool KeyRing::holds(std::string_view id) const { return keys()->find(id) != nullptr; }

Secret KeyRing::lines() const {
  std::string text;
  const auto keys = this->keys();
  for (const auto& key : keys->all)
    text.append(key.id).append(" ").append(to_hex(bytes_of(key.bytes.view()))).append("\n");
  return Secret(std::move(text));
}

bool KeyRing::covers(const KeyRing& other) const {
  const auto here = keys();
  const auto there = other.keys();
  return std::all_of(there->all.begin(), there->all.end(), [&](const RingKey& key) {
    const auto* mine = here->find(key.id);
    return mine && equal_in_constant_time(mine->bytes.view(), key.bytes.view());
  });
}

KeyRing KeyRing::with(const KeyRing& newer) const {
  Keys merged = *keys();
  const auto there = newer.keys();
  for (const auto& key : there->all)
    if (!merged.find(key.id)) merged.all.push_back(key);
  if (!merged.all.empty()) merged.active = merged.all.back().id;
  return KeyRing(std::move(merged));
}

Result<KeyRing> KeyRing::without(std::string_view id) const {
  Keys left = *keys();
  if (!left.find(id)) return not_found("the key ring holds no key \"" + std::string(id) + "\"");
  if (left.all.size() == 1) return refused("key \"" + left.active + "\" is the only one");
  std::erase_if(left.all, [&](const RingKey& key) { return key.id == id; });
  left.active = left.all.back().id;
  return KeyRing(std::move(left));
}

void KeyRing::replace(const KeyRing& newer) { put(*newer.keys()); }

void KeyRing::learn(const KeyRing& newer) const {
  const auto there = newer.keys();
  const std::lock_guard lock(live_->mutex);
  auto merged = std::make_shared<Keys>(*live_->keys);
  for (const auto& key : there->all)
    if (!merged->find(key.id)) merged->all.push_back(key);
  live_->keys = std::move(merged);
}

void KeyRing::set_source(std::function<std::optional<KeyRing>()> read) {
  const std::lock_guard lock(live_->mutex);
  live_->source = std::move(read);
}

}  // namespace patchbay::crypto
