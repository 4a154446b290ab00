// Idempotency-Key over real stores: a route that adds a row, asked by one hub or by two.

#include "hub/api/change.h"

#include <condition_variable>
#include <thread>

#include "hub/access/audit.h"
#include "hub/api/read_only.h"
#include "tests/support/run_on.h"
#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

using http::Idempotency;
using http::Request;
using http::Response;

class ChangeTest : public test::ApiTest {
 protected:
  ApiParts parts(store::Store& at) {
    ApiParts all{at, worker_, test::organisation, Secret(test::token)};
    all.idempotency = options_;
    return all;
  }
  /// A route whose change is an audit row; what the body asks for goes wrong.
  http::Route adding(store::Store& at, Idempotency rule = Idempotency::optional) {
    http::Route route{"POST", "/things/{id}", {}, true, "{}"};
    route.idempotency = rule;
    return change_route(
        parts(at), std::move(route),
        [this](store::Session& s, const Request& request, const http::PathValues& path) {
          return add(s, request, path.at("id"));
        });
  }
  Result<Response> add(store::Session& s, const Request& request, const std::string& id) {
    ++runs_;
    access::record(s, {"acme", "test", "add", id, "", "", {1}});
    if (const auto once = std::exchange(while_running_, nullptr)) once();
    if (request.body == "clash") return conflict("there is one already");
    if (request.body == "defect") throw std::runtime_error("a defect");
    if (request.body == "outage") throw ErrorException(unavailable("the store went away"));
    auto response = http::json_response(201, R"({"number":)" + std::to_string(runs_.load()) + "}");
    response.headers.add("Location", "/things/" + id);
    return response;
  }
  std::size_t added() {
    return read([](store::Session& s) { return access::list_audit(s, "acme", 0, 100); }).size();
  }
  static Request request(const std::string& key, const std::string& body = "",
                         const std::string& credential = "") {
    Request request;
    request.method = "POST";
    request.target = "/things/1";
    request.body = body;
    auto caller = std::make_shared<http::Caller>();
    caller->organisation = test::organisation;
    caller->lineage = credential;
    request.caller = std::move(caller);
    if (!key.empty()) request.headers.add("Idempotency-Key", key);
    return request;
  }
  Response ask_route(const http::Route& route, const Request& request,
                     const std::string& id = "1") {
    return run_on(loops_->at(0), route.handle(request, {{"id", id}}));
  }

  store::Store& open_other_hub() {
    other_hub_ = store::open_store({.url = url()}).value();
    return *other_hub_;
  }
  void TearDown() override {
    other_hub_.reset();  // before its loops, as every store
    ApiTest::TearDown();
  }

  std::unique_ptr<http::Loops> second_loops_ = http::start_loops(1);
  std::unique_ptr<store::Store> other_hub_;
  IdempotencyOptions options_;
  std::atomic<int> runs_ = 0;
  std::function<void()> while_running_;
};
PATCHBAY_ON_BOTH_STORES(ChangeTest);

/// The door's switch board may be late, another hub's above all.
TEST_P(ChangeTest, read_only_mode_is_seen_in_the_transaction) {
  const auto route = adding(store());
  write([](store::Session& s) {
    jobs::throw_switch(s, {jobs::SwitchKind::read_only, "", "", "a move", "cli:anna", {1}});
  });
  EXPECT_EQ(ask_route(route, request("\"k\"")).status, 503);
  EXPECT_EQ(added(), 0U);
  EXPECT_EQ(runs_, 0);
  write(
      [](store::Session& s) { return jobs::reset_switch(s, jobs::SwitchKind::read_only, "", ""); });
  EXPECT_EQ(ask_route(route, request("\"k\"")).status, 201) << "the key is free again";
}

TEST_P(ChangeTest, a_repeat_gets_the_first_answer_and_changes_nothing) {
  const auto route = adding(store());
  const auto first = ask_route(route, request("\"k\""));
  EXPECT_EQ(first.status, 201);
  EXPECT_FALSE(first.headers.has("Idempotency-Replayed"));
  for (const char* key : {"\"k\"", "k"}) {
    const auto again = ask_route(route, request(key));
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.headers.get("Content-Type"), first.headers.get("Content-Type"));
    EXPECT_EQ(again.headers.get("Location"), "/things/1");
    EXPECT_EQ(again.headers.get("Idempotency-Replayed"), "true");
  }
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(added(), 1U);
}

TEST_P(ChangeTest, without_a_key_every_request_counts) {
  const auto route = adding(store());
  ask_route(route, request(""));
  ask_route(route, request(""));
  EXPECT_EQ(added(), 2U);
  const auto refused = ask_route(adding(store(), Idempotency::required), request(""));
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(detail_of(refused).find("Idempotency-Key"), std::string::npos);
  EXPECT_EQ(added(), 2U);
}

TEST_P(ChangeTest, bad_keys_are_refused_before_anything_happens) {
  auto twice = request("a");
  twice.headers.add("idempotency-key", "b");
  for (const auto& bad : {request("a b"), request("\"a"), request(std::string(256, 'x')), twice})
    EXPECT_EQ(ask_route(adding(store()), bad).status, 400);
  EXPECT_EQ(runs_, 0);
}

TEST_P(ChangeTest, a_key_of_another_request_is_refused) {
  const auto route = adding(store());
  ask_route(route, request("k", "one"));
  EXPECT_EQ(ask_route(route, request("k", "two")).status, 422);
  EXPECT_EQ(ask_route(route, request("k", "one"), "2").status, 422) << "other path values";
  auto queried = request("k", "one");
  queried.target += "?x=1";
  EXPECT_EQ(ask_route(route, queried).status, 422);
  EXPECT_EQ(added(), 1U);
}

TEST_P(ChangeTest, keys_of_other_credentials_are_other_keys) {
  const auto route = adding(store());
  ask_route(route, request("k"));
  EXPECT_EQ(ask_route(route, request("k", "", "another-token")).status, 201);
  EXPECT_EQ(added(), 2U);
}

TEST_P(ChangeTest, a_refusal_is_undone_kept_and_replayed) {
  const auto route = adding(store());
  EXPECT_EQ(ask_route(route, request("k", "clash")).status, 409);
  const auto again = ask_route(route, request("k", "clash"));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(detail_of(again), "there is one already");
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(added(), 0U);
}

TEST_P(ChangeTest, faults_are_undone_and_free_the_key) {
  const auto route = adding(store());
  for (int i = 1; i <= 2; ++i) {
    EXPECT_THROW(ask_route(route, request("k", "defect")), std::runtime_error);
    EXPECT_EQ(runs_, i);
  }
  EXPECT_THROW(ask_route(route, request("o", "outage")), ErrorException);
  EXPECT_EQ(added(), 0U);
  EXPECT_EQ(ask_route(route, request("k", "now")).status, 201) << "free for another request, too";
}

TEST_P(ChangeTest, a_repeat_while_the_first_is_at_work_gets_409_from_any_hub) {
  auto& other_hub = open_other_hub();
  Response here, there;
  // SQLite has one writer: there the claim of the repeat waits for the change and is replayed.
  if (GetParam() == store::Dialect::postgresql)
    while_running_ = [&] {
      here = run_on(second_loops_->at(0), adding(store()).handle(request("k"), {{"id", "1"}}));
      there = run_on(second_loops_->at(0), adding(other_hub).handle(request("k"), {{"id", "1"}}));
    };
  EXPECT_EQ(ask_route(adding(store()), request("k")).status, 201);
  if (GetParam() == store::Dialect::postgresql) {
    EXPECT_EQ(here.status, 409);
    EXPECT_EQ(here.headers.get("Retry-After"), "1");
    EXPECT_EQ(there.status, 409);
  }
  EXPECT_EQ(ask_route(adding(other_hub), request("k")).headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(added(), 1U);
}

TEST_P(ChangeTest, of_many_at_once_on_two_hubs_one_changes) {
  auto& other_hub = open_other_hub();
  const auto one = adding(store()), two = adding(other_hub);
  std::vector<std::thread> callers;
  std::atomic<int> made = 0, waiting = 0;
  for (int i = 0; i < 16; ++i)
    callers.emplace_back([&, i] {
      const auto answer = run_on(i % 2 ? loops_->at(0) : second_loops_->at(0),
                                 (i % 2 ? one : two).handle(request("k"), {{"id", "1"}}));
      ++(answer.status == 201 ? made : waiting);
      EXPECT_TRUE(answer.status == 201 || answer.status == 409) << answer.body;
    });
  for (auto& caller : callers) caller.join();
  EXPECT_GE(made, 1);
  EXPECT_EQ(made + waiting, 16);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(added(), 1U);
}

TEST_P(ChangeTest, a_hub_that_died_in_the_middle_frees_the_key_and_changed_nothing) {
  options_.lease = Duration(0);  // as if its time were over
  while_running_ = [this] {
    if (GetParam() != store::Dialect::postgresql) return;
    // A repeat comes while the first is still in its transaction: the key is the repeat's then.
    const auto repeat =
        run_on(second_loops_->at(0), adding(store()).handle(request("k"), {{"id", "1"}}));
    EXPECT_EQ(repeat.status, 201);
  };
  const auto first = ask_route(adding(store()), request("k"));
  EXPECT_EQ(first.status, GetParam() == store::Dialect::postgresql ? 409 : 201) << first.body;
  EXPECT_EQ(added(), 1U);
}

TEST_P(ChangeTest, answers_are_kept_as_long_as_the_route_says) {
  auto route = http::Route{"POST", "/things/{id}", {}, true, "{}"};
  route.idempotency = Idempotency::optional;
  route.answer_kept = Duration(1);
  const auto brief =
      change_route(parts(store()), route,
                   [this](auto& s, const auto& r, const auto&) { return add(s, r, "1"); });
  ask_route(brief, request("k"));
  while (!ask_route(brief, request("k")).headers.get("Idempotency-Replayed").empty()) {
  }
  EXPECT_GE(added(), 2U);
}

TEST_P(ChangeTest, other_handlers_keep_their_answers_too) {
  http::Route route{"POST", "/things/{id}", {}, true, "{}"};
  route.idempotency = Idempotency::required;
  int status = 500;
  route.handle = [&](const Request&, const http::PathValues&) -> Async<Response> {
    ++runs_;
    co_return http::json_response(status, "{}");
  };
  const auto keyed = with_idempotency(parts(store()), route);
  EXPECT_EQ(ask_route(keyed, request("k")).status, 500);
  status = 404;
  EXPECT_EQ(ask_route(keyed, request("k")).status, 404) << "500 was not kept";
  EXPECT_EQ(ask_route(keyed, request("k")).headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(ask_route(keyed, request("")).status, 400);
}

/// A board that says read-only.
class ReadOnlyBoard final : public jobs::SwitchBoard {
 public:
  bool stops_partner(const OrganisationId&, const std::string&) const override { return false; }
  bool is_disabled(const OrganisationId&, const std::string&) const override { return false; }
  bool stops_queue(const std::string&) const override { return false; }
  bool drains(const std::string&) const override { return false; }
  bool is_read_only() const override { return true; }
  std::vector<jobs::Switch> thrown() const override {
    return {{jobs::SwitchKind::read_only, "", "", "upgrade of the store", "cli:anna", {1}}};
  }
  Subscription on_change(std::function<void()>) override { return {}; }
};

TEST_P(ChangeTest, read_only_mode_refuses_changes_and_uses_up_no_key) {
  const ReadOnlyBoard board;
  const auto route = refused_in_read_only(board, adding(store()));
  const auto refused = ask_route(route, request("k"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.headers.has("Retry-After"));
  EXPECT_NE(detail_of(refused).find("upgrade of the store"), std::string::npos);
  EXPECT_EQ(added(), 0U);
  EXPECT_EQ(ask_route(adding(store()), request("k")).status, 201);
}

}  // namespace
}  // namespace patchbay::api
