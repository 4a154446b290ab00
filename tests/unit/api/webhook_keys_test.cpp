// The public keys of endpoints, open to everybody.

#include <gtest/gtest.h>

#include "tests/unit/api/support.h"
#include "webhooks/endpoints.h"

namespace patchbay::api::test {
namespace {

class WebhookKeysTest : public ApiTest {
 protected:
  webhooks::NewEndpointKeys create(webhooks::Signing signing) {
    webhooks::EndpointDraft draft;
    draft.url = "https://hooks.example.com/";
    draft.signing = signing;
    return write([&](store::Session& session) {
      return create_endpoint(session, organisation, draft, keys_, {}, now_).value();
    });
  }
  http::Response get(const std::string& endpoint) {
    return ask("GET", "/webhooks/keys/" + endpoint, "");
  }

  // The API of these tests has the machine's clock.
  const Timestamp now_ = system_clock().now();
  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, '7'))).value();
};
PATCHBAY_ON_BOTH_STORES(WebhookKeysTest);

TEST_P(WebhookKeysTest, shows_every_public_key_that_signs) {
  const auto made = create(webhooks::Signing::v1a);
  const auto rotated = write([&](store::Session& session) {
    return webhooks::rotate_secret(session, organisation, made.id, std::chrono::hours(1), keys_,
                                   now_)
        .value();
  });
  const auto answer = get(made.id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.find("whsk_"), std::string::npos);
  const auto body = boost::json::parse(answer.body);
  EXPECT_EQ(body.at("endpoint").as_string(), made.id);
  std::map<std::string, bool> ends;  // by public key: whether its end is known
  for (const auto& key : body.at("keys").as_array())
    ends[std::string(key.at("public_key").as_string())] = key.at("expires_at").is_string();
  EXPECT_EQ(ends,
            (std::map<std::string, bool>{{made.public_key, true}, {rotated.public_key, false}}));
}

TEST_P(WebhookKeysTest, tells_nothing_of_other_endpoints) {
  const auto shared = create(webhooks::Signing::v1);
  EXPECT_EQ(get(shared.id).status, 404);
  EXPECT_EQ(get("ep_unknown").status, 404);
}

}  // namespace
}  // namespace patchbay::api::test
