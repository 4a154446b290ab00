#include "hub/oauth/no_token.h"

#include "hub/base/text.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t message_bytes_max = 500;

std::string whose(const TokenKey& key) {
  return "partner " + key.partner + (key.customer.empty() ? "" : ", customer " + key.customer);
}

}  // namespace

std::string no_consent(const TokenKey& key) {
  return "there is no consent at " + whose(key) + "; send the owner to the partner's consent page";
}

std::string unreadable(const TokenKey& key) {
  return "the tokens of " + whose(key) +
         " cannot be opened with the keys of this hub; give it the key ring that sealed them";
}

std::string other_hub_asks(const TokenKey& key) {
  return "other hubs have been asking for a token of " + whose(key) + " for too long";
}

std::string packed(const Error& error) {
  return std::string(name_of(error.kind)) + ": " + clean_text(error.message, message_bytes_max);
}

Error unpacked(const std::string& stored, const TokenKey& key) {
  const auto end = stored.find(": ");
  const std::string kind = stored.substr(0, end);
  const std::string message = end == std::string::npos ? whose(key) : stored.substr(end + 2);
  for (const auto known : {ErrorKind::refused, ErrorKind::invalid})
    if (kind == name_of(known)) return {known, message};
  return unavailable(message);
}

}  // namespace patchbay::oauth
