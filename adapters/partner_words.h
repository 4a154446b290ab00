#pragma once
// The partner's own words in an answer that refuses. Pure.

#include <string>

#include "adapters/scrub.h"
#include "hub/http/message.h"

namespace patchbay::adapters {

struct PartnerWords {
  std::string code;     ///< snake_case; empty: the answer has none
  std::string message;  ///< cleaned and cut; empty: the answer has none
};

/// Of JSON in the usual shapes: {"error", "message"}, {"error": {"code", "message"}}, {"errors":
/// [{…}]}, {"code", "message"}, {"error", "error_description"} (RFC 6749), {"title", "detail"} (RFC
/// 9457). What `hidden` takes out is gone before they are cut. Of other bodies nothing: a server
/// that echoes a request would have its secrets in logs.
PartnerWords words_of(const http::Response& response, const Scrubber& hidden);

}  // namespace patchbay::adapters
