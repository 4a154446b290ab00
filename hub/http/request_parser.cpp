#include "hub/http/request_parser.h"

#include <boost/beast/http/error.hpp>

#include "hub/base/text.h"

namespace patchbay::http {
namespace {

using BeastError = boost::beast::http::error;

/// A length that the peer only claims is not believed beyond this.
constexpr std::uint64_t reserved_bytes_max = 64 * 1024;

}  // namespace

RequestParser::RequestParser(std::size_t header_bytes_max, std::size_t body_bytes_max)
    : header_bytes_left_(header_bytes_max) {
  eager(true);
  header_limit(static_cast<std::uint32_t>(header_bytes_max));
  body_limit(std::uint64_t{body_bytes_max});
}

void RequestParser::count(std::size_t bytes, Code& error) {
  if (bytes > header_bytes_left_)
    error = BeastError::header_limit;
  else
    header_bytes_left_ -= bytes;
}

void RequestParser::on_request_impl(Verb, View method, View target, int version, Code& error) {
  count(method.size() + target.size(), error);
  request_.method.assign(method.data(), method.size());
  request_.target.assign(target.data(), target.size());
  version_ = version;
}

void RequestParser::on_field_impl(Field name, View text, View value, Code& error) {
  constexpr std::size_t marks_bytes = 4;  // ": " and the line's end
  count(text.size() + value.size() + marks_bytes, error);
  if (!in_head_) return;
  // Beast takes a coding it does not know for no body at all, and equal lengths twice: what a proxy
  // before us reads otherwise is a request smuggled in (RFC 9112 sections 6.1, 6.3 and 11.2).
  if (name == Field::transfer_encoding && (version_ < 11 || !equal_ignoring_case(value, "chunked")))
    error = BeastError::bad_transfer_encoding;
  if (name == Field::content_length &&
      (std::exchange(has_length_, true) || value.find(',') != View::npos))
    error = BeastError::bad_content_length;
  if (name == Field::host) ++hosts_;
  if (name == Field::expect) expects_continue_ = equal_ignoring_case(value, "100-continue");
  request_.headers.add(std::string(text), std::string(value));
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
  if (length) request_.body.reserve(std::min(*length, reserved_bytes_max));
}

std::size_t RequestParser::on_body_impl(View body, Code&) {
  request_.body.append(body.data(), body.size());
  return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, Code&) {
  request_.body.append(body.data(), body.size());
  return body.size();
}

}  // namespace patchbay::http
