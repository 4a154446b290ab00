#include "hub/access/audit.h"
#include "hub/crypto/digest.h"
#include "hub/http/json.h"
#include "tests/unit/api/guarded.h"

namespace patchbay::api {
namespace {

using access::Signing;

class GuardTest : public test::GuardedTest {
 protected:
  static constexpr const char* read_path = "/api/v1/rewards";
  http::Request switching(const std::string& partner = "acme") {
    return make("PUT", "/api/v1/switches/partner/" + partner, R"({"reason":"they asked"})");
  }
  std::vector<access::AuditRow> audit() {
    auto rows =
        read([](store::Session& s) { return access::list_audit(s, test::organisation, 0, 100); });
    std::erase_if(rows, [](const auto& row) { return row.action != "switch.throw"; });
    return rows;
  }
};
PATCHBAY_ON_BOTH_STORES(GuardTest);

TEST_P(GuardTest, a_credential_lets_in_with_its_scopes) {
  const auto auditor = issue("auditor", Signing::none);
  EXPECT_EQ(status(with_secret(auditor, make("GET", read_path))), 200);
  const auto refused = send(with_secret(auditor, switching()));
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(detail_of(refused).find("switches:write"), std::string::npos);
  EXPECT_EQ(status(with_secret(issue("operator", Signing::none), switching())), 200);
}

TEST_P(GuardTest, the_audit_names_the_credential) {
  const auto one = issue("operator", Signing::none);
  EXPECT_EQ(status(with_secret(one, switching())), 200);
  ASSERT_EQ(audit().size(), 1U);
  EXPECT_EQ(audit()[0].actor, "api:" + one.credential.id);
}

TEST_P(GuardTest, requests_act_in_the_callers_organisation) {
  order("42", 100);
  const auto other = issue("owner", Signing::none, "", false, "globex");
  EXPECT_EQ(status(with_secret(other, make("GET", "/api/v1/customers/42"))), 404);
  EXPECT_EQ(status(with_secret(issue("owner", Signing::none), make("GET", "/api/v1/customers/42"))),
            200);
}

TEST_P(GuardTest, contacts_are_those_of_the_callers_organisation) {
  order("42", 100);
  const auto own = issue("owner", Signing::none);
  const auto other = issue("owner", Signing::none, "", false, "globex");
  const std::string contact = "/api/v1/customers/42/contact";
  const std::string ann = R"({"email":"ann@example.com"})";
  const auto found_by = [&](const access::Issued& one) {
    const auto answer = send(with_secret(one, make("POST", "/api/v1/customers/search", ann)));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  };
  EXPECT_EQ(status(with_secret(own, make("PUT", contact, ann))), 200);
  EXPECT_EQ(status(with_secret(own, make("GET", contact))), 200);
  EXPECT_NE(found_by(own).find("\"42\""), std::string::npos);
  EXPECT_EQ(status(with_secret(other, make("GET", contact))), 404);
  EXPECT_EQ(status(with_secret(other, make("PUT", contact, ann))), 404);
  EXPECT_EQ(found_by(other), R"({"customers":[]})");
}

TEST_P(GuardTest, every_refusal_is_the_same) {
  const auto one = issue("owner", Signing::required);
  const auto revoked = issue("owner", Signing::none);
  write([&](store::Session& s) {
    access::revoke_credential(s, test::organisation, revoked.credential.id, {"x"}, clock_.now())
        .value();
  });
  auto twice = with_signature(one, make("GET", read_path));
  twice.headers.add("Authorization", "Bearer " + test::token);
  auto stale = with_signature(one, make("GET", read_path));
  stale.headers.set("X-Patchbay-Timestamp", "1");
  auto other_body = with_signature(one, switching());
  other_body.body += " ";
  auto unknown = make("GET", read_path);
  unknown.headers.add("Authorization", "Bearer pk_live_" + std::string(24, '0'));
  std::set<std::string> bodies;
  for (const auto& request :
       {make("GET", read_path), with_secret(one, make("GET", read_path)),
        with_secret(revoked, make("GET", read_path)),
        with_secret(issue("owner", Signing::none, "10.0.0.0/8"), make("GET", read_path)), twice,
        stale, other_body, unknown}) {
    const auto response = send(request);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(response.headers.get("WWW-Authenticate"), "Bearer realm=\"patchbay\"");
    bodies.insert(response.body);
  }
  EXPECT_EQ(bodies.size(), 1U) << "nothing says which part was wrong";
  const auto problem = parse_json(*bodies.begin()).value();
  EXPECT_EQ(problem.at("code"), "AUTHENTICATION_FAILED");
  EXPECT_EQ(problem.at("type"), "/problems/authentication-failed");
  EXPECT_TRUE(audit().empty());
}

TEST_P(GuardTest, a_signed_read_cannot_be_repeated) {
  const auto one = issue("auditor", Signing::required);
  const auto request = with_signature(one, make("GET", std::string(read_path) + "?limit=1"));
  EXPECT_EQ(status(request), 200);
  EXPECT_EQ(status(request), 401);
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(status(with_signature(one, make("GET", std::string(read_path) + "?limit=1"))), 200);
}

TEST_P(GuardTest, a_signed_change_is_done_once_over_all_hubs) {
  const auto one = issue("operator", Signing::required);
  const auto request = with_signature(one, switching());
  EXPECT_EQ(status(request), 200);
  open();  // another hub knows nothing but the store
  EXPECT_EQ(status(request), 401);
  EXPECT_EQ(audit().size(), 1U);
}

TEST_P(GuardTest, a_change_that_is_refused_leaves_its_signature_unused) {
  const auto one = issue("operator", Signing::required);
  const auto reset =
      with_signature(one, make("DELETE", "/api/v1/switches/partner/acme?reason=done"));
  EXPECT_EQ(status(reset), 404) << "it is not thrown";
  EXPECT_EQ(status(as_admin(switching())), 200);
  EXPECT_EQ(status(reset), 204) << "the same request, when it can be done";
  EXPECT_EQ(status(reset), 401);
}

TEST_P(GuardTest, a_kept_answer_is_not_given_to_whoever_overheard_the_request) {
  const auto one = issue("operator", Signing::required);
  auto request = with_signature(one, switching());
  request.headers.add("Idempotency-Key", "k1");
  EXPECT_EQ(status(request), 200);
  EXPECT_EQ(status(request), 401);
  clock_.advance(std::chrono::seconds(1));
  auto again = with_signature(one, switching());
  again.headers.add("Idempotency-Key", "k1");
  const auto replayed = send(again);
  EXPECT_EQ(replayed.status, 200);
  EXPECT_EQ(replayed.headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(status(again), 401);
  EXPECT_EQ(audit().size(), 1U);
}

TEST_P(GuardTest, a_replay_under_another_key_takes_nobodys_key) {
  const auto one = issue("operator", Signing::required);
  auto request = with_signature(one, switching());
  EXPECT_EQ(status(request), 200);
  request.headers.add("Idempotency-Key", "k1");
  EXPECT_EQ(status(request), 401);
  clock_.advance(std::chrono::seconds(1));
  auto honest = with_signature(one, switching());
  honest.headers.add("Idempotency-Key", "k1");
  EXPECT_EQ(status(honest), 200);
}

TEST_P(GuardTest, a_key_of_idempotency_outlives_a_rotation) {
  const auto old = issue("operator", Signing::none);
  auto request = with_secret(old, switching());
  request.headers.add("Idempotency-Key", "k1");
  EXPECT_EQ(status(request), 200);
  const auto next =
      write([&](store::Session& s) {
        return access::rotate_credential(s, test::organisation, old.credential.id,
                                         std::chrono::hours(1), keys_, {"x"}, clock_.now());
      }).value();
  auto again = with_secret(next, switching());
  again.headers.add("Idempotency-Key", "k1");
  EXPECT_EQ(send(again).headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(audit().size(), 1U);
}

TEST_P(GuardTest, the_old_scheme_signs_one_request_whatever_it_is) {
  const auto one = issue("operator", Signing::required, "", true);
  const std::string at = std::to_string(clock_.now().micros / 1000);
  const std::string_view text = at;
  const auto weak = [&](http::Request request) {
    request.headers.add("Authorization", "Bearer " + one.credential.public_key);
    request.headers.add("X-Timestamp", at);
    request.headers.add("X-Signature",
                        crypto::to_hex(crypto::hmac_sha256(one.secret.reveal(), {&text, 1})));
    return request;
  };
  EXPECT_EQ(status(weak(make("GET", read_path))), 200);
  EXPECT_EQ(status(weak(switching())), 401) << "what was overheard on a read changes nothing";
  open();
  EXPECT_EQ(status(weak(switching())), 401) << "nor at another hub";
}

TEST_P(GuardTest, the_organisations_list_holds_for_all) {
  const auto one = issue("auditor", Signing::none);
  open("10.0.0.0/8");
  EXPECT_EQ(status(with_secret(one, make("GET", read_path))), 401);
  EXPECT_EQ(status(as_admin(make("GET", read_path))), 401);
  auto inside = with_secret(one, make("GET", read_path));
  inside.address = "10.9.9.9";
  EXPECT_EQ(status(inside), 200);
}

TEST_P(GuardTest, open_paths_ask_for_nothing_and_problem_types_are_explained) {
  EXPECT_EQ(status(make("GET", "/healthz")), 200);
  const auto type = send(make("GET", "/problems/authentication-failed"));
  EXPECT_EQ(parse_json(type.body).value().at("code"), "AUTHENTICATION_FAILED");
  EXPECT_EQ(status(make("GET", "/problems/nothing")), 404);
}

}  // namespace
}  // namespace patchbay::api
