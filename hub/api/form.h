#pragma once
// What a browser posts from a form. Private to the room.

#include <map>
#include <string>

#include "hub/base/result.h"
#include "hub/http/message.h"

namespace patchbay::api {

using FormFields = std::map<std::string, std::string>;

/// application/x-www-form-urlencoded (URL Standard, section 5). Errors: invalid: another content
/// type, more than 20 fields, one twice, or one that is longer than 500 bytes or no plain text;
/// never quotes a value.
Result<FormFields> read_form(const http::Request& request);

/// Whether a request that changes something comes from a page of ours, as browsers say it
/// (Fetch Metadata: Sec-Fetch-Site, or the older Origin). One that says neither is no browser's.
bool is_same_site(const http::Request& request);

}  // namespace patchbay::api
