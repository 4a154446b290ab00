#include "webhooks/scheme.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "webhooks/verifier.h"

namespace patchbay::webhooks {
namespace {

Result<Scheme> parse(const std::string& json) { return parse_scheme(boost::json::parse(json)); }

std::string error_of(const std::string& json) {
  const auto scheme = parse(json);
  return scheme ? "" : scheme.error().message;
}

/// A sound scheme with one member put in, or changed.
std::string with(const std::string& member) {
  return R"({"signs": "{body}", "header": "X-Sign", "id": {"body_hash": true}, )" + member + "}";
}

TEST(Scheme, every_preset_is_sound) {
  const auto names = preset_names();
  EXPECT_GE(names.size(), 13u);
  for (const auto& name : names) EXPECT_TRUE(parse_scheme(boost::json::string(name))) << name;
}

TEST(Scheme, an_unknown_preset_names_the_nearest) {
  const auto scheme = parse_scheme(boost::json::string("strip"));
  ASSERT_FALSE(scheme);
  EXPECT_EQ(scheme.error().kind, ErrorKind::invalid);
  EXPECT_NE(scheme.error().message.find("stripe"), std::string::npos) << scheme.error().message;
}

TEST(Scheme, a_preset_can_be_changed_member_by_member) {
  const auto scheme =
      parse(R"({"preset": "stripe", "timestamp": {"header": "Stripe-Signature", "prefix": "t=",
                "tolerance_s": 60}, "type": null, "id": {"body_hash": true}})");
  ASSERT_TRUE(scheme) << scheme.error().message;
  EXPECT_EQ(scheme->header, "Stripe-Signature");
  EXPECT_EQ(scheme->timestamp->tolerance.count(), 60);
  EXPECT_TRUE(scheme->type.pointer.empty());
  EXPECT_TRUE(scheme->id.is_body_hash);
  EXPECT_TRUE(scheme->id.pointers.empty());
}

TEST(Scheme, its_text_form_is_a_name_or_an_object) {
  EXPECT_TRUE(parse_scheme_text("github"));
  EXPECT_TRUE(
      parse_scheme_text(R"({"preset": "github", "url": "https://hub.example/webhooks/x"})"));
  EXPECT_FALSE(parse_scheme_text("{"));
  EXPECT_FALSE(parse_scheme_text(""));
}

TEST(Scheme, what_is_signed_is_a_template) {
  const auto scheme = parse(
      R"({"signs": "v0:{timestamp}:{method} {header:Date}\n{body}", "header": "X-Sign",
          "timestamp": {"header": "X-Time", "unit": "ms"}, "id": {"header": "X-Id"}})");
  ASSERT_TRUE(scheme) << scheme.error().message;
  using What = SignedPart::What;
  const std::vector<What> wanted{What::text, What::timestamp, What::text, What::method,
                                 What::text, What::header,    What::text, What::body};
  ASSERT_EQ(scheme->signs.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(scheme->signs[i].what, wanted[i]) << i;
  EXPECT_EQ(scheme->signs[5].text, "Date");
  EXPECT_TRUE(scheme->timestamp->in_milliseconds);
}

TEST(Scheme, each_wrong_member_is_named) {
  const std::string sound = R"("id": {"body_hash": true}, "header": "X-Sign")";
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"5", "name of a preset"},
      {R"({"preset": 5})", "\"preset\""},
      {R"({"header": "X-Sign", "signs": "{body}"})", "\"id\" is missing"},
      {R"({"id": {"body_hash": true}, "signs": "{body}"})", "\"header\""},
      {"{" + sound + "}", "\"signs\" is missing"},
      {R"({"signs": "{timestamp}.{body}", )" + sound + "}", "\"timestamp\" where it is"},
      {R"({"signs": "{id}.{body}", )" + sound + "}", "{id}"},
      {R"({"signs": "{url}", )" + sound + "}", "leaves out the body"},
      {R"({"signs": "{bodi}", )" + sound + "}", "{bodi}"},
      {R"({"signs": "{body", )" + sound + "}", "brace"},
      {R"({"signs": "body}", )" + sound + "}", "brace"},
      {with(R"("algorithm": "hmac-md5")"), "hmac-md5"},
      {with(R"("algoritm": "ed25519")"), "did you mean \"algorithm\""},
      {with(R"("encoding": "base32")"), "base32"},
      {with(R"("timestamp": {"header": "X-Time"})"), "proves nothing"},
      {with(R"("timestamp": {"header": "X-Time", "tolerance_s": 0})"), "tolerance_s"},
      {with(R"("separator": ", ")"), "\"separator\""},
      {with(R"("key": "pem")"), "pem"},
      {with(R"("type": {"header": "A", "pointer": "/b"})"), "type"},
      {with(R"("type": {"pointer": "b"})"), "JSON pointer"},
      {with(R"("challenge": {"pointer": "/type"})"), "challenge"},
      {with(R"("url": "hub.example")"), "\"url\""},
      {with(R"("body_digest": {"header": "Digest"})"), "body_digest"},
      {R"({"signs": "{body}", "header": "X Sign", "id": {"body_hash": true}})", "X Sign"},
      {R"({"signs": "{body}", "header": "X", "id": {}})", "id"},
      {R"({"signs": "{body}", "header": "X", "id": {"header": "A", "pointer": "/b"}})", "id"},
      {R"({"algorithm": "secret", "signs": "{body}", )" + sound + "}", "signs nothing"},
      {R"({"algorithm": "secret", "key": "hex", )" + sound + "}", "\"key\""},
  };
  for (const auto& [json, name] : wrong)
    EXPECT_NE(error_of(json).find(name), std::string::npos) << json << ": " << error_of(json);
}

TEST(Scheme, secrets_must_be_keys_of_it) {
  const auto make = [](const char* preset, std::vector<Secret> secrets) {
    return Verifier::make(parse_scheme(boost::json::string(preset)).value(), secrets);
  };
  EXPECT_FALSE(make("stripe", {}));
  EXPECT_FALSE(make("stripe", {Secret("")}));
  EXPECT_FALSE(make("stripe", std::vector<Secret>(6, Secret("whsec_x"))));
  const auto broken = make("standard", {Secret("whsec_not-base64-at-all")});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message.find("not-base64"), std::string::npos);
  EXPECT_FALSE(make("sendgrid", {Secret("1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")}));
  EXPECT_TRUE(make("standard-v1a", {Secret("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")}));
}

}  // namespace
}  // namespace patchbay::webhooks
