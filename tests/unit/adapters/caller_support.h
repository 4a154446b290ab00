#pragma once
// A caller with everything around it: a store, loops, a token source and a client that tests
// script.

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>

#include "adapters/auth.h"
#include "adapters/caller.h"
#include "tests/support/stores.h"
#include "tests/unit/adapters/scripted_plug.h"

namespace patchbay::adapters::testing {

/// Hands out "token-1", "token-2" … and counts; fails while `failure` is set.
class FakeTokens final : public oauth::TokenSource {
 public:
  Async<oauth::Got> token(oauth::TokenKey key, oauth::SharedSettings settings,
                          http::Client&) override {
    asked_url = settings->token_endpoint;
    asked_key = std::move(key);
    if (failure) co_return oauth::NoToken{*failure};
    co_return Secret("token-" + std::to_string(current));
  }
  Async<void> forget(oauth::TokenKey, Secret) override {
    ++current;
    co_return;
  }
  std::string asked_url;
  oauth::TokenKey asked_key;
  std::optional<Error> failure;
  int current = 1;
};

/// Answers by a function, on the calling loop; remembers what was sent.
class FakeClient final : public http::Client {
 public:
  using Answer = std::function<http::Exchange(const http::ClientRequest&)>;

  Async<http::Exchange> send(http::ClientRequest request) override {
    const int inside = ++inside_;
    {
      const std::lock_guard lock(mutex_);
      sent_.push_back(request);
      inside_max_ = std::max(inside_max_, inside);
    }
    if (takes.count() > 0) co_await sleep_for(takes);
    --inside_;
    if (broken) throw std::runtime_error("a defect in the client");
    co_return answer(request);
  }
  std::vector<http::ClientRequest> sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  int inside_max() {
    const std::lock_guard lock(mutex_);
    return inside_max_;
  }

  Answer answer = [](const http::ClientRequest&) { return http::Response{200, {}, "ok"}; };
  Duration takes{};
  bool broken = false;

 private:
  std::mutex mutex_;
  std::vector<http::ClientRequest> sent_;
  std::atomic<int> inside_ = 0;
  int inside_max_ = 0;
};

class CallerTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    loops_ = http::start_loops(2);
    make();
  }
  void TearDown() override {
    caller_.reset();
    if (loops_) loops_->stop();
    StoreTest::TearDown();
  }
  void make(CallerOptions options = {}) {
    caller_.reset();
    caller_ = make_caller(
        store(), *loops_, tokens_, [this]() -> http::Client& { return client_; }, clock_, options);
  }

  static Auth client_credentials() {
    Auth auth;
    auth.type = AuthType::oauth2_client_credentials;
    auth.how = OAuthAuth();
    return auth;
  }
  static Manifest manifest() {
    Manifest made;
    made.id = "acme";
    made.kind = "utility";
    made.capabilities = {"apply_credit", "get_account"};
    Field url;
    url.name = "api_url";
    url.type = FieldType::url;
    made.settings = {url};
    return made;
  }

  void use(Script script, Manifest made = manifest(),
           std::string api_url = "http://acme.example/v1/") {
    partner_.id = "acme";
    partner_.limits = made.limits;
    std::map<std::string, std::string> given;
    if (!made.settings.empty()) given["api_url"] = std::move(api_url);
    partner_.settings = FieldValues::check(made.settings, given).value();
    partner_.secrets = {{"client_id", Secret("id")}, {"client_secret", Secret("s3cret")}};
    partner_.plug = std::make_shared<ScriptedPlug>(std::move(made), std::move(script));
    partner_.auth = make_authenticator(partner_).value();
  }

  Call credit(int attempt = 1) const {
    Call call;
    call.organisation = "org";
    call.partner = PartnerPtr(PartnerPtr(), &partner_);
    call.capability = "apply_credit";
    call.idempotency_key = "rwd_1";
    call.reference = "rwd_1";
    call.attempt = attempt;
    call.request = {
        {"reference", "rwd_1"}, {"account", "a"}, {"amount_minor", 5}, {"currency", "AUD"}};
    return call;
  }

  std::future<Outcome> start(Call call, std::size_t loop = 0) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    spawn(loops_->at(loop), "test call", finish(*caller_, std::move(call), promise));
    return promise->get_future();
  }
  Outcome run(Call call) { return start(std::move(call)).get(); }

  static Async<void> finish(Caller& caller, Call call,
                            std::shared_ptr<std::promise<Outcome>> promise) {
    promise->set_value(co_await caller.call(std::move(call)));
  }

  std::unique_ptr<http::Loops> loops_;
  FakeTokens tokens_;
  FakeClient client_;
  ManualClock clock_{{1'000'000}};
  Partner partner_;
  std::unique_ptr<Caller> caller_;
};

}  // namespace patchbay::adapters::testing
