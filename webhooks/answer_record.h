#pragma once
// What is kept of an endpoint's answer. Pure, private to the room.

#include <string>

#include "hub/http/message.h"

namespace patchbay::webhooks {

constexpr std::size_t kept_body_bytes_max = 16UL * 1024;
constexpr std::size_t kept_headers_bytes_max = 8UL * 1024;

struct AnswerRecord {
  std::string headers = "{}";      ///< a JSON object of texts
  std::string body;                ///< the first bytes of it
  std::string body_encoding = {};  ///< empty: the text itself; base64 when the store takes no such
};
/// A header that comes more than once counts once; those beyond the limit are left out.
AnswerRecord record_of(const http::Response& answer);

}  // namespace patchbay::webhooks
