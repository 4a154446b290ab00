#include "hub/access/request_signature.h"

#include <gtest/gtest.h>

namespace patchbay::access {
namespace {

const Secret secret("sk_live_def456uvw");
constexpr Timestamp now{1'700'000'000'000'000};

http::Request request(const std::string& method = "POST", const std::string& target = "/a?b=c",
                      const std::string& body = R"({"x":1})") {
  http::Request made;
  made.method = method;
  made.target = target;
  made.body = body;
  return made;
}

http::Request signed_request(http::Request made = request(),
                             const std::string& timestamp = "1700000000") {
  made.headers.add("X-Patchbay-Timestamp", timestamp);
  made.headers.add("X-Patchbay-Signature", sign_request(secret, timestamp, made));
  return made;
}

std::string outcome(const http::Request& made, Timestamp at = now, const Secret& with = secret) {
  const auto given = read_signature(made.headers);
  if (!given) return given.error().message;
  if (!*given) return "none";
  const auto right = check_signature(**given, with, made, at);
  return right ? "right" : right.error().message;
}

TEST(RequestSignature, signs_timestamp_method_target_and_body) {
  EXPECT_EQ(text_to_sign("1700000000", request("POST", "/a?b=c", "")),
            "1700000000\nPOST\n/a?b=c\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(outcome(signed_request()), "right");
  EXPECT_EQ(outcome(request()), "none");
}

TEST(RequestSignature, the_seeds_worked_example) {
  auto made = request();
  made.headers.add("X-Timestamp", "1700000000000");
  made.headers.add("X-Signature",
                   "8a8110c9ba6384e14cf066275543f50d5e4b4ef50c0ef29e0c9109d4a70a59e4");
  EXPECT_EQ(outcome(made), "right");
  EXPECT_EQ(read_signature(made.headers).value()->scheme, SignatureScheme::timestamp_only);
  made.body = "another";
  EXPECT_EQ(outcome(made), "right") << "it signs nothing of the request: why it is weak";
}

TEST(RequestSignature, fits_no_other_request_and_no_other_secret) {
  const std::string wrong = "the signature is not of this request and secret";
  for (auto change :
       {+[](http::Request& r) { r.method = "PUT"; }, +[](http::Request& r) { r.target = "/a?b=d"; },
        +[](http::Request& r) { r.target = "/a"; }, +[](http::Request& r) { r.target += "&"; },
        +[](http::Request& r) { r.body += " "; }, +[](http::Request& r) { r.body.clear(); }}) {
    auto other = signed_request();
    change(other);
    EXPECT_EQ(outcome(other), wrong);
  }
  EXPECT_EQ(outcome(signed_request(), now, Secret("sk_live_def456uvx")), wrong);
  auto later = signed_request();
  later.headers.set("X-Patchbay-Timestamp", "1700000001");
  EXPECT_EQ(outcome(later), wrong);
}

TEST(RequestSignature, an_absolute_target_is_signed_as_its_path) {
  auto made = request("GET", "/a?b=c", "");
  made = signed_request(made);
  made.target = "http://hub.example.com/a?b=c";
  EXPECT_EQ(outcome(made), "right");
}

TEST(RequestSignature, is_good_for_five_minutes_to_both_sides) {
  const auto made = signed_request();
  using std::chrono::seconds;
  for (const int s : {-300, -1, 0, 1, 300}) EXPECT_EQ(outcome(made, now + seconds(s)), "right");
  for (const int s : {-301, 301, 86'400, -86'400})
    EXPECT_NE(outcome(made, now + seconds(s)).find("300 s"), std::string::npos) << s;
}

TEST(RequestSignature, decimals_tell_requests_of_one_second_apart) {
  const auto one = signed_request(request(), "1700000000.000001"),
             two = signed_request(request(), "1700000000.000002");
  EXPECT_EQ(outcome(one), "right");
  EXPECT_NE(one.headers.get("X-Patchbay-Signature"), two.headers.get("X-Patchbay-Signature"));
  EXPECT_EQ(read_signature(two.headers).value()->at, now);
  EXPECT_EQ(outcome(signed_request(request(), "1700000000.123456789")), "right");
}

TEST(RequestSignature, odd_timestamps_are_refused) {
  for (const std::string odd :
       {"", "-1700000000", "+1700000000", " 1700000000", "1.7e9", "0x6553f100", "999999999999",
        "99999999999999999999999", "1700000000.", ".5", "1700000000.1.2", "1700000000.1234567890",
        "١"}) {
    auto made = request();
    made.headers.add("X-Patchbay-Timestamp", odd);
    made.headers.add("X-Patchbay-Signature", sign_request(secret, odd, made));
    EXPECT_EQ(outcome(made), "the timestamp is no number of its unit") << odd;
  }
  auto far = signed_request(request(), "99999999999");
  EXPECT_NE(outcome(far).find("300 s"), std::string::npos);
}

TEST(RequestSignature, odd_signatures_are_refused) {
  const std::string right = sign_request(secret, "1700000000", request());
  std::string upper = right;
  upper[10] = 'A';
  for (const std::string& odd :
       {std::string(), std::string("v1="), right.substr(3), "v2=" + right.substr(3), right + "0",
        right.substr(0, right.size() - 1), upper, "v1=" + std::string(64, 'g'), right + "," + right,
        "v1=" + std::string(100'000, 'a')}) {
    auto made = request();
    made.headers.add("X-Patchbay-Timestamp", "1700000000");
    made.headers.add("X-Patchbay-Signature", odd);
    EXPECT_NE(outcome(made), "right") << odd.substr(0, 80);
    EXPECT_NE(outcome(made), "none");
  }
}

TEST(RequestSignature, headers_come_once_and_in_pairs) {
  auto twice = signed_request();
  twice.headers.add("x-patchbay-timestamp", "1700000000");
  EXPECT_EQ(outcome(twice), "header X-Patchbay-Timestamp is given twice");
  auto two = signed_request();
  two.headers.add("X-PATCHBAY-SIGNATURE", "v1=" + std::string(64, 'a'));
  EXPECT_EQ(outcome(two), "header X-Patchbay-Signature is given twice");
  auto half = request();
  half.headers.add("X-Patchbay-Timestamp", "1700000000");
  EXPECT_EQ(outcome(half), "one of the two signature headers is missing");
  auto both = signed_request();
  both.headers.add("X-Timestamp", "1700000000000");
  both.headers.add("X-Signature", std::string(64, 'a'));
  EXPECT_EQ(outcome(both), "the request is signed by two schemes");
}

}  // namespace
}  // namespace patchbay::access
