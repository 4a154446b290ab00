#pragma once
// The partner's own words in an answer that refuses. Pure.

#include <string>

#include "hub/http/message.h"

namespace patchbay::adapters {

struct PartnerWords {
  std::string code;     ///< snake_case; empty: the answer has none
  std::string message;  ///< cleaned and cut; empty: the answer has none
};

/// Of JSON in the usual shapes: {"error", "message"}, {"error": {"code", "message"}}, {"errors":
/// [{…}]}, {"code", "message"}, {"error", "error_description"} (RFC 6749), {"title", "detail"} (RFC
/// 9457); of other text its beginning, unless it is a page of HTML.
PartnerWords words_of(const http::Response& response);

}  // namespace patchbay::adapters
