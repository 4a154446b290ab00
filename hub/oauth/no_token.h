#pragma once
// What is said to who gets no token. Private to the room.

#include <string>

#include "hub/oauth/tokens.h"

namespace patchbay::oauth {

std::string no_consent(const TokenKey& key);
std::string unreadable(const TokenKey& key);
std::string other_hub_asks(const TokenKey& key);

/// An error as the row keeps it, for who asks while the endpoint is left alone.
std::string packed(const Error& error);
Error unpacked(const std::string& stored, const TokenKey& key);

}  // namespace patchbay::oauth
