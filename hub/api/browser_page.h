#pragma once
// The plain pages that a customer's browser sees. Private to the room.

#include <string>
#include <string_view>

#include "hub/http/message.h"

namespace patchbay::api {

/// `text` as it may stand in HTML: & < > " ' escaped.
std::string escape_html(std::string_view text);

/// A small page of our own words: no script, no outside source, not kept, not framed; the address
/// it came from (it may hold a code) is told to nobody.
http::Response page(int status, const std::string& title, const std::string& text);

/// The value of a cookie of the request; empty when there is none, or more than one.
std::string cookie_value(const http::Request& request, std::string_view name);

}  // namespace patchbay::api
