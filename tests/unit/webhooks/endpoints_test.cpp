#include "webhooks/endpoints.h"

#include "hub/events/demand.h"
#include "tests/unit/webhooks/support.h"

namespace patchbay::webhooks {
namespace {

using namespace test;
using std::chrono::hours;

EndpointDraft draft() {
  EndpointDraft made;
  made.url = "https://hooks.example.com/in";
  made.event_types = "reward.*,tierUpdated";
  return made;
}

class EndpointsTest : public StoreTest {
 protected:
  Result<NewEndpointKeys> create(const EndpointDraft& made = draft()) {
    return write([&](store::Session& s) {
      return create_endpoint(s, organisation, made, keys_, {}, start);
    });
  }
  EndpointView view(const std::string& id) {
    return read([&](store::Session& s) { return find_endpoint(s, organisation, id).value(); });
  }
  std::vector<SecretView> secrets(const std::string& id, Timestamp now = start) {
    return read([&](store::Session& s) { return list_secrets(s, organisation, id, now); });
  }
  Result<NewEndpointKeys> rotate(const std::string& id, Duration overlap, Timestamp now = start) {
    return write(
        [&](store::Session& s) { return rotate_secret(s, organisation, id, overlap, keys_, now); });
  }
  std::string refusal(const EndpointDraft& made) {
    const auto checked = check(made, AddressGuard());
    return checked ? "fine" : checked.error().message;
  }

  crypto::KeyRing keys_ = key_ring();
};
PATCHBAY_ON_BOTH_STORES(EndpointsTest);

TEST_P(EndpointsTest, shows_what_was_given_and_no_secret) {
  auto made = draft();
  made.description = "till";
  made.partner = "bank";
  made.headers = {{"X-Key", "s3cret"}};
  made.delivery.rate_per_second = 7;
  made.delivery.ordered = true;
  made.delivery.retry =
      jobs::RetryPolicy{.backoff = jobs::Backoff::list, .delays = {hours(1)}, .jitter_percent = 10};
  made.auth.type = ReceiverAuth::Type::oauth2_client_credentials;
  made.auth.token_url = "https://login.example.com/token";
  made.auth.client_id = "hub";
  made.auth.client_secret = Secret("hush");
  const auto created = create(made);
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_TRUE(created->id.starts_with("ep_"));
  EXPECT_TRUE(created->secret.reveal().starts_with("whsec_"));
  const auto shown = view(created->id);
  EXPECT_EQ(shown.url, made.url);
  EXPECT_EQ(shown.description, "till");
  EXPECT_EQ(shown.partner, "bank");
  EXPECT_EQ(shown.event_types, "reward.*,tier.updated");
  EXPECT_EQ(shown.state, EndpointState::active);
  EXPECT_EQ(shown.header_names, std::vector<std::string>{"X-Key"});
  EXPECT_EQ(shown.auth_type, "oauth2_client_credentials");
  EXPECT_EQ(shown.delivery.rate_per_second, 7);
  EXPECT_TRUE(shown.delivery.ordered);
  ASSERT_TRUE(shown.delivery.retry);
  EXPECT_EQ(shown.delivery.retry->delays, std::vector<Duration>{hours(1)});
  EXPECT_EQ(shown.delivery.retry->jitter_percent, 10);
  EXPECT_EQ(shown.version, 1);
  EXPECT_EQ(shown.created_at, start);
  EXPECT_FALSE(shown.failing_since);
}

TEST_P(EndpointsTest, a_change_keeps_what_it_is_told_to_keep) {
  auto made = draft();
  made.headers = {{"X-Key", "s3cret"}};
  const auto id = create(made)->id;
  write([&](store::Session& s) {
    pause_endpoint(s, organisation, id, "moving", start).value();
    auto other = draft();
    other.url = "https://other.example.com/";
    change_endpoint(s, organisation, id, other, {.headers = true}, keys_, {}, start).value();
  });
  auto shown = view(id);
  EXPECT_EQ(shown.url, "https://other.example.com/");
  EXPECT_EQ(shown.header_names, std::vector<std::string>{"X-Key"});
  EXPECT_EQ(shown.state, EndpointState::paused);
  EXPECT_EQ(shown.state_reason, "moving");
  EXPECT_GT(shown.version, 1);
  write([&](store::Session& s) {
    change_endpoint(s, organisation, id, draft(), {}, keys_, {}, start).value();
    resume_endpoint(s, organisation, id, start).value();
  });
  shown = view(id);
  EXPECT_TRUE(shown.header_names.empty());
  EXPECT_EQ(shown.state, EndpointState::active);
  EXPECT_EQ(shown.state_reason, "");
}

TEST_P(EndpointsTest, say_what_is_asked_for_on_request) {
  const auto asked = [&] {
    return read(
        [](store::Session& s) { return events::is_asked_for(s, organisation, "points.earned"); });
  };
  auto made = draft();
  made.event_types = "";
  const auto id = create(made).value().id;
  EXPECT_FALSE(asked());
  const auto change = [&](const std::string& types) {
    made.event_types = types;
    write([&](store::Session& s) {
      change_endpoint(s, organisation, id, made, {}, keys_, {}, start).value();
    });
  };
  change("pointsEarned");
  EXPECT_TRUE(asked());
  write([&](store::Session& s) { pause_endpoint(s, organisation, id, "", start).value(); });
  EXPECT_TRUE(asked()) << "what happens during a pause is held";
  change("tier.updated");
  EXPECT_FALSE(asked());
  made.event_types = "points.*";
  const auto other = create(made).value().id;
  create(made).value();
  EXPECT_TRUE(asked());
  const auto remove = [&](const std::string& one) {
    write([&](store::Session& s) { EXPECT_TRUE(remove_endpoint(s, organisation, one, start)); });
  };
  remove(other);
  EXPECT_TRUE(asked()) << "another one still asks";
  EXPECT_FALSE(
      read([](store::Session& s) { return events::is_asked_for(s, "other", "points.earned"); }));
}

TEST_P(EndpointsTest, rotates_with_overlap_and_up_to_five) {
  const auto id = create()->id;
  const auto second = rotate(id, hours(24));
  ASSERT_TRUE(second);
  auto alive = secrets(id);
  ASSERT_EQ(alive.size(), 2u);
  EXPECT_EQ(std::count_if(alive.begin(), alive.end(),
                          [](const auto& one) { return one.expires_at == start + hours(24); }),
            1);
  EXPECT_EQ(secrets(id, start + hours(24)).size(), 1u);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rotate(id, hours(24)));
  EXPECT_EQ(secrets(id).size(), 5u);
  const auto sixth = rotate(id, hours(24));
  ASSERT_FALSE(sixth);
  EXPECT_EQ(sixth.error().kind, ErrorKind::refused);
  EXPECT_TRUE(rotate(id, Duration(0))) << "without overlap there is room";
  EXPECT_EQ(secrets(id).size(), 1u);
}

TEST_P(EndpointsTest, v1a_shows_its_public_key_and_stays_v1a) {
  auto made = draft();
  made.signing = Signing::v1a;
  const auto created = create(made).value();
  EXPECT_TRUE(created.secret.reveal().starts_with("whsk_"));
  EXPECT_TRUE(created.public_key.starts_with("whpk_"));
  EXPECT_EQ(secrets(created.id).at(0).public_key, created.public_key);
  const auto next = rotate(created.id, hours(1)).value();
  EXPECT_TRUE(next.public_key.starts_with("whpk_"));
  EXPECT_EQ(secrets(created.id).size(), 2u);
}

TEST_P(EndpointsTest, a_partner_sees_its_own) {
  auto theirs = draft();
  theirs.partner = "bank";
  const auto id = create(theirs)->id;
  EXPECT_TRUE(create());
  const auto count = [&](const std::string& partner) {
    return read([&](store::Session& s) { return list_endpoints(s, organisation, partner).size(); });
  };
  EXPECT_EQ(count(""), 2u);
  EXPECT_EQ(count("bank"), 1u);
  EXPECT_EQ(count("shop"), 0u);
  EXPECT_TRUE(
      write([&](store::Session& s) { return remove_endpoint(s, organisation, id, start); }));
  EXPECT_EQ(count("bank"), 0u);
  EXPECT_TRUE(secrets(id).empty());
  EXPECT_FALSE(
      write([&](store::Session& s) { return remove_endpoint(s, organisation, id, start); }));
}

TEST_P(EndpointsTest, what_is_not_there_is_not_found) {
  write([&](store::Session& s) {
    for (const auto& error :
         {pause_endpoint(s, organisation, "ep_x", "", start).error(),
          resume_endpoint(s, organisation, "ep_x", start).error(),
          change_endpoint(s, organisation, "ep_x", draft(), {}, keys_, {}, start).error(),
          rotate_secret(s, organisation, "ep_x", hours(1), keys_, start).error(),
          send_test(s, organisation, "ep_x", start).error()})
      EXPECT_EQ(error.kind, ErrorKind::not_found);
  });
}

TEST_P(EndpointsTest, names_the_field_that_is_wrong) {
  const auto with = [&](auto change) {
    auto made = draft();
    change(made);
    return refusal(made);
  };
  EXPECT_EQ(refusal(draft()), "fine");
  for (const char* url :
       {"ftp://x.example.com", "http://u:p@x.example.com/", "nonsense", "http://127.0.0.1/",
        "http://[::1]/", "http://169.254.169.254/latest", "http://[::ffff:10.0.0.1]/"})
    EXPECT_TRUE(with([&](auto& d) { d.url = url; }).starts_with("url")) << url;
  EXPECT_TRUE(with([](auto& d) { d.event_types = "nope"; }).starts_with("event_types"));
  for (const char* name : {"Host", "webhook-id", "Content-Length", "a b", "", "Transfer-Encoding"})
    EXPECT_TRUE(with([&](auto& d) { d.headers = {{name, "v"}}; }).starts_with("headers")) << name;
  EXPECT_TRUE(with([](auto& d) { d.headers = {{"X", "a\r\nb"}}; }).starts_with("headers"));
  EXPECT_TRUE(with([](auto& d) { d.delivery.concurrency = 0; }).starts_with("delivery"));
  EXPECT_TRUE(with([](auto& d) { d.delivery.rate_per_second = -1; }).starts_with("delivery"));
  EXPECT_TRUE(with([](auto& d) {
                d.auth.type = ReceiverAuth::Type::oauth2_client_credentials;
                d.auth.client_id = "x";
                d.auth.token_url = "http://10.0.0.1/token";
              }).starts_with("auth"));
  EXPECT_TRUE(with([](auto& d) {
                d.auth.type = ReceiverAuth::Type::mtls;
                d.auth.certificate = "no PEM";
                d.auth.key = Secret("no PEM");
              }).starts_with("auth"));
}

}  // namespace
}  // namespace patchbay::webhooks
