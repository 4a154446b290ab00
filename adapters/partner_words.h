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
/// 9457). Of other bodies nothing: a server that echoes a request would have its secrets in logs.
PartnerWords words_of(const http::Response& response);

}  // namespace patchbay::adapters
