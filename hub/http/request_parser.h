#pragma once
// Requests from bytes (Beast's parser filling our own type).

#include <boost/beast/http/basic_parser.hpp>

#include "hub/http/message.h"

namespace patchbay::http {

/// Fills one Request. One object a request; limits are the parser's, see ServerOptions.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser(std::size_t header_bytes_max, std::size_t body_bytes_max);

  Request take() { return std::move(request_); }
  /// HTTP/1.1 wants exactly one Host field (RFC 9112 section 3.2).
  bool has_right_host() const { return hosts_ == 1 || (hosts_ == 0 && version_ < 11); }
  /// Whether another request may follow. Not on HTTP/1.0, whose clients want the answer to say so.
  bool may_be_followed() const { return keep_alive() && version_ >= 11; }
  /// The client waits for "100 Continue" before it sends the body (RFC 9110 section 10.1.1).
  bool expects_continue() const { return expects_continue_ && version_ >= 11; }

 private:
  using View = boost::beast::string_view;
  using Code = boost::beast::error_code;
  using Verb = boost::beast::http::verb;
  using Field = boost::beast::http::field;

  /// Counts bytes of the head; Beast's own limit starts anew with every field it has taken.
  void count(std::size_t bytes, Code& error);
  void on_request_impl(Verb, View method, View target, int version, Code&) override;
  void on_response_impl(int, View, int, Code&) override {}
  void on_field_impl(Field name, View text, View value, Code&) override;
  void on_header_impl(Code&) override { in_head_ = false; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override;
  std::size_t on_body_impl(View body, Code&) override;
  void on_chunk_header_impl(std::uint64_t, View, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View body, Code&) override;
  void on_finish_impl(Code&) override {}

  Request request_;
  std::size_t header_bytes_left_;
  int version_ = 11;
  int hosts_ = 0;
  bool has_length_ = false;
  bool expects_continue_ = false;
  bool in_head_ = true;  ///< fields after the head are trailers: dropped
};

}  // namespace patchbay::http
