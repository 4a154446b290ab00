#include "hub/crypto/passphrase.h"

#include <sodium.h>

#include <charconv>
#include <vector>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::crypto {
namespace {

constexpr std::string_view format = "argon2id-secretbox-v1";
/// A sealed text comes from outside: it must not make us work without end.
constexpr std::uint64_t operations_max = 8;
constexpr std::uint64_t memory_bytes_max = 1024ULL * 1024 * 1024;

struct Cost {
  std::uint64_t operations = crypto_pwhash_OPSLIMIT_MODERATE;
  std::uint64_t memory_bytes = crypto_pwhash_MEMLIMIT_MODERATE;
};

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string random_bytes(std::size_t count) {
  std::string text(count, '\0');
  system_random().fill(std::as_writable_bytes(std::span(text)));
  return text;
}

Result<Secret> key_of(const Secret& passphrase, std::string_view salt, const Cost& cost) {
  std::string key(crypto_secretbox_KEYBYTES, '\0');
  const auto text = passphrase.reveal();
  if (crypto_pwhash(bytes(key), key.size(), text.data(), text.size(), bytes(salt), cost.operations,
                    static_cast<std::size_t>(cost.memory_bytes), crypto_pwhash_ALG_ARGON2ID13) != 0)
    return unavailable("not enough memory to make a key of the passphrase (" +
                       std::to_string(cost.memory_bytes / 1024 / 1024) + " MiB)");
  return Secret(std::move(key));
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : 0;
}

}  // namespace

std::string seal_with_passphrase(std::string_view plain, const Secret& passphrase) {
  const auto salt = random_bytes(crypto_pwhash_SALTBYTES);
  const auto nonce = random_bytes(crypto_secretbox_NONCEBYTES);
  const Cost cost;
  const Secret key = key_of(passphrase, salt, cost).value();
  std::string box(plain.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(bytes(box), bytes(plain), plain.size(), bytes(nonce), bytes(key.reveal()));
  return std::string(format) + "." + std::to_string(cost.operations) + "." +
         std::to_string(cost.memory_bytes) + "." + to_base64(bytes_of(salt)) + "." +
         to_base64(bytes_of(nonce)) + "." + to_base64(bytes_of(box));
}

Result<Secret> open_with_passphrase(std::string_view sealed, const Secret& passphrase) {
  system_random();  // libsodium is ready
  const Error other_form = corrupt("a text sealed with a passphrase is damaged");
  const auto parts = split(trim(sealed), '.');
  if (parts.size() != 6 || parts[0] != format) return other_form;
  const Cost cost{number_of(parts[1]), number_of(parts[2])};
  const auto salt = from_base64(parts[3]);
  const auto nonce = from_base64(parts[4]);
  const auto box = from_base64(parts[5]);
  if (!salt || !nonce || !box || salt->size() != crypto_pwhash_SALTBYTES ||
      nonce->size() != crypto_secretbox_NONCEBYTES || box->size() < crypto_secretbox_MACBYTES ||
      cost.operations < crypto_pwhash_OPSLIMIT_MIN || cost.operations > operations_max ||
      cost.memory_bytes < crypto_pwhash_MEMLIMIT_MIN || cost.memory_bytes > memory_bytes_max)
    return other_form;
  const auto key = key_of(passphrase, *salt, cost);
  if (!key) return key.error();
  std::string plain(box->size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(bytes(plain), bytes(*box), box->size(), bytes(*nonce),
                                 bytes(key->reveal())) != 0)
    return invalid("this is another passphrase than it was sealed with, or it was changed");
  return Secret(std::move(plain));
}

}  // namespace patchbay::crypto
