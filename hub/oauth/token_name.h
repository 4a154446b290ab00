#pragma once
// What tokens of a partner are kept under: those of its sandbox never go to production.

#include <array>
#include <string>
#include <string_view>

namespace patchbay::oauth {

/// The partner's id, and for its sandbox "<id>/sandbox": an id has no slash.
std::string token_name(const std::string& partner, bool is_sandbox);
/// Of production and of the sandbox.
std::array<std::string, 2> token_names(const std::string& partner);
/// The partner's id out of a token_name().
std::string partner_of(std::string_view token_name);

}  // namespace patchbay::oauth
