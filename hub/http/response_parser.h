#pragma once
// Answers from bytes (Beast's parser filling our own type).

#include <boost/beast/http/basic_parser.hpp>

#include "hub/http/message.h"

namespace patchbay::http {

/// Fills one Response. One object an answer; an interim answer (1xx) is an answer of its own.
class ResponseParser final : public boost::beast::http::basic_parser<false> {
 public:
  /// `to_head`: the answer to a HEAD request has no body whatever it says.
  ResponseParser(bool to_head, std::size_t body_bytes_max);

  const Response& response() const { return response_; }
  Response take() { return std::move(response_); }

 private:
  using View = boost::beast::string_view;
  using Code = boost::beast::error_code;
  using Verb = boost::beast::http::verb;
  using Field = boost::beast::http::field;

  void on_request_impl(Verb, View, View, int, Code&) override {}
  void on_response_impl(int status, View reason, int version, Code&) override;
  void on_field_impl(Field name, View text, View value, Code&) override;
  void on_header_impl(Code&) override { in_head_ = false; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override;
  std::size_t on_body_impl(View body, Code&) override;
  void on_chunk_header_impl(std::uint64_t, View, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View body, Code&) override;
  void on_finish_impl(Code&) override {}

  Response response_;
  bool in_head_ = true;  ///< fields after the head are trailers: dropped
};

}  // namespace patchbay::http
