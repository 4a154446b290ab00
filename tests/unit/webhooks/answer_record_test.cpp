#include "webhooks/answer_record.h"

#include <gtest/gtest.h>

namespace patchbay::webhooks {
namespace {

AnswerRecord record(std::string body) {
  http::Response answer;
  answer.body = std::move(body);
  return record_of(answer);
}

TEST(AnswerRecord, keeps_text_as_it_is) {
  for (const std::string body : {"", "ok", "é\n\t\x01", R"({"a":1})"}) {
    const auto kept = record(body);
    EXPECT_EQ(kept.body, body);
    EXPECT_EQ(kept.body_encoding, "");
  }
}

TEST(AnswerRecord, keeps_other_bytes_as_base64) {
  EXPECT_EQ(record("\xff\xfe").body, "//4=");
  EXPECT_EQ(record("\xff\xfe").body_encoding, "base64");
  EXPECT_EQ(record(std::string("a\0b", 3)).body_encoding, "base64");
  EXPECT_EQ(record("cut \xc3").body_encoding, "base64");
}

TEST(AnswerRecord, cuts_at_16_kib_between_characters) {
  std::string body(kept_body_bytes_max - 1, 'x');
  body += "éé";
  const auto kept = record(body);
  EXPECT_EQ(kept.body_encoding, "");
  EXPECT_EQ(kept.body, std::string(kept_body_bytes_max - 1, 'x'));
  EXPECT_EQ(record(std::string(100'000, 'x')).body.size(), kept_body_bytes_max);
}

TEST(AnswerRecord, keeps_headers_up_to_a_limit) {
  http::Response answer;
  answer.headers.add("Server", "x");
  answer.headers.add("X-Strange", "a\xff");
  EXPECT_EQ(record_of(answer).headers, "{\"Server\":\"x\",\"X-Strange\":\"a\xef\xbf\xbd\"}");
  for (int i = 0; i < 100; ++i)
    answer.headers.add("X-" + std::to_string(i), std::string(1000, 'y'));
  EXPECT_LT(record_of(answer).headers.size(), 9000u);
}

}  // namespace
}  // namespace patchbay::webhooks
