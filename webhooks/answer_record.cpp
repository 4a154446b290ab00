#include "webhooks/answer_record.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t character_bytes_max = 4;

/// Bytes of the text that are whole characters other than NUL; a character that the limit cut is
/// left out, a broken one makes it nothing.
std::optional<std::size_t> text_bytes(std::string_view bytes, bool is_cut) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto size = bytes[at] == '\0' ? 0 : character_bytes(bytes.substr(at));
    if (size == 0) {
      const bool is_last = is_cut && bytes.size() - at < character_bytes_max;
      return is_last ? std::optional(at) : std::nullopt;
    }
    at += size;
  }
  return at;
}

std::string headers_of(const http::Headers& headers) {
  boost::json::object json;
  std::size_t bytes = 0;
  for (const auto& [name, value] : headers) {
    bytes += name.size() + value.size();
    if (bytes > kept_headers_bytes_max) break;
    json[clean_text(name, kept_headers_bytes_max)] = clean_text(value, kept_headers_bytes_max);
  }
  return boost::json::serialize(json);
}

}  // namespace

AnswerRecord record_of(const http::Response& answer) {
  AnswerRecord record;
  record.headers = headers_of(answer.headers);
  const auto kept = std::string_view(answer.body).substr(0, kept_body_bytes_max);
  if (const auto whole = text_bytes(kept, kept.size() < answer.body.size())) {
    record.body = kept.substr(0, *whole);
  } else {
    record.body = crypto::to_base64(crypto::bytes_of(kept));
    record.body_encoding = "base64";
  }
  return record;
}

}  // namespace patchbay::webhooks
