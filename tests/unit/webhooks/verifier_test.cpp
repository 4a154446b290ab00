#include "webhooks/verifier.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "hub/crypto/digest.h"
#include "tests/unit/webhooks/vectors.h"

namespace patchbay::webhooks {
namespace {

using test::Vector;
using test::vectors;

Verifier verifier_of(const std::string& scheme, std::vector<Secret> secrets) {
  return Verifier::make(parse_scheme(boost::json::parse(scheme)).value(), secrets).value();
}

Verification verify(const Verifier& verifier, const Vector& v, Timestamp now) {
  return verifier.verify({v.method, v.url, v.headers(), v.body, now});
}

Verification verify(const Vector& v) {
  return verify(verifier_of(v.scheme, {Secret(v.secret)}), v, {v.now_s * 1'000'000});
}

bool is_accepted(const Verification& one) { return std::holds_alternative<Accepted>(one); }
bool is_refused(const Verification& one) { return std::holds_alternative<Refused>(one); }

class Vectors : public testing::TestWithParam<Vector> {};
INSTANTIATE_TEST_SUITE_P(Published, Vectors, testing::ValuesIn(vectors()),
                         [](const auto& each) { return each.param.name; });

TEST_P(Vectors, is_accepted_with_its_key) {
  const auto found = verify(GetParam());
  ASSERT_TRUE(is_accepted(found)) << found.index();
  EXPECT_EQ(std::get<Accepted>(found).dedup, GetParam().dedup);
  EXPECT_EQ(std::get<Accepted>(found).type, GetParam().type);
}

TEST_P(Vectors, header_names_may_be_of_any_case) {
  for (const bool upper : {false, true}) {
    Vector v = GetParam();
    for (auto& [name, value] : v.fields)
      for (char& c : name)
        c = static_cast<char>(upper ? std::toupper(static_cast<unsigned char>(c))
                                    : std::tolower(static_cast<unsigned char>(c)));
    EXPECT_TRUE(is_accepted(verify(v)));
  }
}

TEST_P(Vectors, another_key_refuses_it_and_one_of_several_will_do) {
  const Vector& v = GetParam();
  const Timestamp now{v.now_s * 1'000'000};
  const Secret other(v.other_secret);
  EXPECT_TRUE(is_refused(verify(verifier_of(v.scheme, {other}), v, now)));
  EXPECT_TRUE(is_accepted(verify(verifier_of(v.scheme, {other, Secret(v.secret)}), v, now)));
}

TEST_P(Vectors, every_changed_byte_of_the_body_is_refused) {
  const Vector& v = GetParam();
  if (v.is_static) GTEST_SKIP() << "nothing is signed";
  for (std::size_t i = 0; i < v.body.size(); ++i) {
    Vector changed = v;
    changed.body[i] = static_cast<char>(changed.body[i] ^ 0x01);
    EXPECT_TRUE(is_refused(verify(changed))) << "byte " << i;
  }
  Vector longer = v;
  longer.body += "&a=b";
  EXPECT_TRUE(is_refused(verify(longer)));
}

TEST_P(Vectors, every_changed_byte_of_the_signature_is_refused) {
  const Vector& v = GetParam();
  const std::string& header = v.fields.front().second;
  for (std::size_t i = 0; i < header.size(); ++i) {
    Vector changed = v;
    char& c = changed.fields.front().second[i];
    c = c == 'f' ? 'e' : 'f';
    EXPECT_TRUE(is_refused(verify(changed))) << "byte " << i;
  }
  Vector without = v;
  without.fields.erase(without.fields.begin());
  EXPECT_TRUE(is_refused(verify(without)));
  Vector twice = v;
  twice.fields.push_back(twice.fields.front());
  EXPECT_TRUE(is_refused(verify(twice)));
  Vector cut = v;
  cut.fields.front().second.resize(header.size() - 2);
  EXPECT_TRUE(is_refused(verify(cut)));
}

TEST_P(Vectors, the_window_has_two_sides) {
  const Vector& v = GetParam();
  if (!v.is_stamped) GTEST_SKIP() << "it has no timestamp";
  const auto verifier = verifier_of(v.scheme, {Secret(v.secret)});
  const auto at = [&](std::int64_t seconds) {
    return verify(verifier, v, {(v.now_s + seconds) * 1'000'000});
  };
  EXPECT_TRUE(is_accepted(at(300)));
  EXPECT_TRUE(is_accepted(at(-300)));
  EXPECT_TRUE(is_refused(at(301)));
  EXPECT_TRUE(is_refused(at(-301)));
}

const Vector& vector_of(const std::string& name) {
  static const auto all = vectors();
  for (const auto& v : all)
    if (v.name == name) return v;
  throw std::out_of_range(name);
}

TEST(Verifier, a_missing_key_of_repeats_is_never_taken_for_an_empty_one) {
  Vector v = vector_of("github");
  for (const char* value : {"", "none"}) {
    Vector changed = v;
    changed.fields.erase(changed.fields.begin() + 1);
    if (*value == '\0') changed.fields.emplace_back("X-GitHub-Delivery", "");
    const auto found = verify(changed);
    ASSERT_TRUE(std::holds_alternative<Unidentified>(found));
    EXPECT_EQ(std::get<Unidentified>(found).where, "the header X-GitHub-Delivery");
  }
}

TEST(Verifier, a_key_must_be_a_text_or_a_whole_number) {
  const std::string scheme =
      R"({"algorithm": "secret", "header": "X-Token", "id": {"pointer": ["/a", "/b"]}})";
  const auto found = [&](const std::string& body) {
    Vector v;
    v.scheme = scheme;
    v.secret = "s3cret";
    v.fields = {{"X-Token", "s3cret"}};
    v.body = body;
    return verify(v);
  };
  EXPECT_EQ(std::get<Accepted>(found(R"({"a": 1, "b": "x"})")).dedup, R"(["1","x"])");
  for (const char* body : {R"({"a": 1})", R"({"a": 1, "b": ""})", R"({"a": 1, "b": null})",
                           R"({"a": 1, "b": true})", R"({"a": 1, "b": {}})", "[1]", "no json", ""})
    EXPECT_TRUE(std::holds_alternative<Unidentified>(found(body))) << body;
}

TEST(Verifier, long_and_strange_keys_are_known_by_their_hash) {
  Vector v = vector_of("github");
  v.fields[1].second = std::string(201, 'x');
  const auto lengthy = std::get<Accepted>(verify(v)).dedup;
  EXPECT_TRUE(lengthy.starts_with("sha256:"));
  EXPECT_EQ(lengthy.size(), 7u + 64);
  v.fields[1].second = "caf\xc3\xa9";
  EXPECT_TRUE(std::get<Accepted>(verify(v)).dedup.starts_with("sha256:"));
}

TEST(Verifier, answers_a_challenge_only_when_it_is_signed) {
  Vector v = vector_of("slack");
  v.scheme = R"("slack")";
  v.body = R"({"type":"url_verification",)"
           R"("challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"})";
  EXPECT_TRUE(is_refused(verify(v)));
  const crypto::MacKey key(crypto::MacHash::sha256, v.secret);
  const std::vector<std::string_view> parts{"v0:1531420618:", v.body};
  const std::string code = key.code(parts);
  v.fields.front().second = "v0=" + crypto::to_hex(crypto::bytes_of(code));
  const auto found = verify(v);
  ASSERT_TRUE(std::holds_alternative<Challenged>(found));
  EXPECT_EQ(std::get<Challenged>(found).answer,
            "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
}

TEST(Verifier, an_id_that_holds_the_separator_could_be_cut_in_two_ways) {
  // Signed as id "a", body "2.x"; shown as id "a.<time>" and body "x".
  const std::string time = "1614265330";
  Vector v = vector_of("standard");
  const std::string key = crypto::from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
  const std::vector<std::string_view> parts{"a.1614265330.1614265330.x"};
  const auto code = crypto::hmac_sha256(key, parts);
  v.fields = {{"webhook-signature", "v1," + crypto::to_base64(code)},
              {"webhook-timestamp", time},
              {"webhook-id", "a"}};
  v.body = "1614265330.x";
  EXPECT_TRUE(is_accepted(verify(v)));
  v.fields[2].second = "a.1614265330";
  v.body = "x";
  EXPECT_TRUE(is_refused(verify(v)));
}

TEST(Verifier, one_right_signature_among_others_is_enough_and_too_many_are_refused) {
  Vector v = vector_of("standard");
  const std::string right = v.fields.front().second;
  v.fields.front().second = "v1,AAAA v2,xyz v1a,abc " + right;
  EXPECT_TRUE(is_accepted(verify(v)));
  std::string many;
  for (int i = 0; i < 32; ++i) many += "v1,AAAA ";
  v.fields.front().second = many + right;
  EXPECT_TRUE(is_refused(verify(v)));
}

TEST(Verifier, timestamps_are_digits_and_nothing_else) {
  for (const char* text : {"", " 1614265330", "+1614265330", "-1", "1614265330.0", "0x60380a72",
                           "99999999999999999999", "9223372036854775807", "text"}) {
    Vector v = vector_of("standard");
    v.fields[1].second = text;
    EXPECT_TRUE(is_refused(verify(v))) << text;
  }
}

TEST(Verifier, milliseconds_and_lists_of_headers) {
  const std::string scheme = R"({"signs": "{header:Date}\n{header:Digest}\n{timestamp}",
    "header": "Signature", "prefix": "keyId=a;", "encoding": "base64url",
    "algorithm": "hmac-sha384",
    "timestamp": {"header": "X-Time", "unit": "ms"}, "id": {"body_hash": true},
    "body_digest": {"header": "Digest", "prefix": "SHA-256=", "encoding": "base64"}})";
  const std::string body("any\0bytes\xff", 10);
  const std::string digest = "SHA-256=" + crypto::to_base64(crypto::sha256(body));
  const crypto::MacKey key(crypto::MacHash::sha384, "k");
  const std::vector<std::string_view> parts{"today\n", digest, "\n1700000000123"};
  std::string signature = crypto::to_base64(crypto::bytes_of(key.code(parts)));
  for (char& c : signature) c = c == '+' ? '-' : c == '/' ? '_' : c;
  Vector v;
  v.scheme = scheme;
  v.secret = "k";
  v.body = body;
  v.now_s = 1'700'000'000;
  v.fields = {{"Signature", "keyId=a;" + signature},
              {"X-Time", "1700000000123"},
              {"Date", "today"},
              {"Digest", digest}};
  EXPECT_TRUE(is_accepted(verify(v)));
  v.body += "x";
  EXPECT_TRUE(is_refused(verify(v)));
}

TEST(Verifier, a_body_that_is_no_form_needs_its_digest) {
  Vector v = vector_of("twilio_json");
  EXPECT_TRUE(is_accepted(verify(v)));
  // Without the digest the same address is signed, but not the body.
  v.url = v.url.substr(0, v.url.find('?'));
  const crypto::MacKey key(crypto::MacHash::sha1, v.secret);
  const std::vector<std::string_view> parts{v.url};
  v.fields.front().second = crypto::to_base64(crypto::bytes_of(key.code(parts)));
  EXPECT_TRUE(is_refused(verify(v)));
  v.body.clear();
  EXPECT_TRUE(is_accepted(verify(v)));
}

}  // namespace
}  // namespace patchbay::webhooks
