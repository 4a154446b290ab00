#include "hub/oauth/token_name.h"

namespace patchbay::oauth {
namespace {

constexpr std::string_view sandbox_suffix = "/sandbox";

}  // namespace

std::string token_name(const std::string& partner, bool is_sandbox) {
  return is_sandbox ? partner + std::string(sandbox_suffix) : partner;
}

std::array<std::string, 2> token_names(const std::string& partner) {
  return {token_name(partner, false), token_name(partner, true)};
}

std::string partner_of(std::string_view token_name) {
  if (token_name.ends_with(sandbox_suffix)) token_name.remove_suffix(sandbox_suffix.size());
  return std::string(token_name);
}

}  // namespace patchbay::oauth
