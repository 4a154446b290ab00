#include "hub/http/response_parser.h"

namespace patchbay::http {
namespace {

constexpr std::uint32_t head_bytes_max = 64 * 1024;
/// A length that the peer only claims is not believed beyond this.
constexpr std::uint64_t reserved_bytes_max = 64 * 1024;

}  // namespace

ResponseParser::ResponseParser(bool to_head, std::size_t body_bytes_max) {
  skip(to_head);
  eager(true);
  header_limit(head_bytes_max);
  body_limit(std::uint64_t{body_bytes_max});
}

void ResponseParser::on_response_impl(int status, View, int, Code&) { response_.status = status; }

void ResponseParser::on_field_impl(Field, View text, View value, Code&) {
  if (in_head_) response_.headers.add(std::string(text), std::string(value));
}

void ResponseParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
  if (length) response_.body.reserve(std::min(*length, reserved_bytes_max));
}

std::size_t ResponseParser::on_body_impl(View body, Code&) {
  response_.body.append(body.data(), body.size());
  return body.size();
}

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t, View body, Code&) {
  response_.body.append(body.data(), body.size());
  return body.size();
}

}  // namespace patchbay::http
