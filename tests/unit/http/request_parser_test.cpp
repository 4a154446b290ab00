#include "hub/http/request_parser.h"

#include <gtest/gtest.h>

#include <boost/beast/http/error.hpp>

namespace patchbay::http {
namespace {

using BeastError = boost::beast::http::error;
using Code = boost::beast::error_code;

/// Puts a head of `fields` fields in pieces that end one byte after a line's end: there Beast's own
/// limit starts anew with every piece.
Code put_in_pieces(RequestParser& parser, int fields) {
  Code error;
  std::string unread = "GET / HTTP/1.1\r\nX";
  unread.erase(0, parser.put(boost::asio::buffer(unread), error));
  for (int i = 1; i <= fields && error == BeastError::need_more; ++i) {
    unread += i < fields ? ": y\r\nX" : ": y\r\n\r\n";
    unread.erase(0, parser.put(boost::asio::buffer(unread), error));
  }
  return error;
}

TEST(RequestParser, LimitsAHeadThatComesFieldByField) {
  RequestParser parser(1'000, 0);
  EXPECT_EQ(put_in_pieces(parser, 2'000), BeastError::header_limit);
}

TEST(RequestParser, TakesAHeadBelowTheLimitFieldByField) {
  RequestParser parser(1'000, 0);
  const Code error = put_in_pieces(parser, 100);
  EXPECT_FALSE(error) << error.message();
  ASSERT_TRUE(parser.is_done());
  EXPECT_EQ(parser.take().headers.size(), 100U);
}

}  // namespace
}  // namespace patchbay::http
