#pragma once
// A deliverer with a receiver, over a store.

#include <deque>
#include <mutex>

#include "hub/jobs/leases.h"
#include "tests/unit/webhooks/support.h"
#include "webhooks/endpoints.h"
#include "webhooks/fan_out.h"
#include "webhooks/message_job.h"
#include "webhooks/standard.h"

namespace patchbay::webhooks::test {

/// A partner's server: keeps what came and answers as it was told, 204 when nobody told it.
class Receiver {
 public:
  explicit Receiver(http::Loops& loops, http::ServerOptions options = {}) {
    server_ = http::start_server(loops, std::move(options), [this](http::Request request) {
                return answer(std::move(request));
              }).value();
  }
  void next(http::Response response) {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::move(response));
  }
  std::vector<http::Request> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  std::string url() const { return server_->url() + "/hook"; }
  /// Where the certificate that is made out to "localhost" fits.
  std::string tls_url() const {
    return "https://localhost:" + std::to_string(server_->port()) + "/hook";
  }

 private:
  Async<http::Response> answer(http::Request request) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(request));
    http::Response response;
    response.status = 204;
    if (!answers_.empty()) {
      response = answers_.front();
      answers_.pop_front();
    }
    co_return response;
  }

  std::mutex mutex_;
  std::vector<http::Request> seen_;
  std::deque<http::Response> answers_;
  std::unique_ptr<http::Server> server_;
};

inline http::Response status(int number) {
  http::Response response;
  response.status = number;
  return response;
}

class DeliveryFixture : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    loop_ = std::make_unique<OneLoop>();
    receiver_ = std::make_unique<Receiver>(loop_->loops());
    limits_ = jobs::make_partner_limits(store(), clock_);
    tokens_ = oauth::make_token_source(store(), keys_, system_clock());
    deliverer_ = make_deliverer({store(),
                                 keys_,
                                 [this]() -> http::Client& { return loop_->client(); },
                                 clock_,
                                 random_,
                                 {3, std::chrono::seconds(1), std::chrono::seconds(9)},
                                 std::chrono::milliseconds(5000),
                                 limits_.get(),
                                 tokens_.get()});
    put(receiver_->url());
  }
  void TearDown() override {
    deliverer_ = {};
    receiver_.reset();
    if (loop_) loop_->stop();
    tokens_.reset();
    limits_.reset();
    StoreTest::TearDown();
    loop_.reset();  // the store's threads touch it until they have resumed somebody
  }
  void put(const std::string& url, const Secret& key = secret) {
    write([&](store::Session& s) {
      put_endpoint(s, organisation, {"a", url, key, ""}, keys_, start);
    });
  }
  void put(const NewEndpoint& endpoint) {
    write([&](store::Session& s) { put_endpoint(s, organisation, endpoint, keys_, start); });
  }
  NewEndpoint here() { return {"a", receiver_->url(), secret, ""}; }
  /// The job of an event's message to "a".
  jobs::Job message(const std::string& id) { return message(event(id)); }
  jobs::Job message(const events::NewEvent& happened) {
    return write([&](store::Session& s) {
      const std::vector events{happened};
      events::append(s, organisation, events, start);
      fan_out(s, subscriptions_, 10, start);
      return jobs::claim_kind(s, deliver_kind, 1, "test", std::chrono::seconds(30)).at(0);
    });
  }
  jobs::End deliver(jobs::Job job) { return loop_->run(deliverer_.handler(std::move(job))); }
  static bool is_done(const jobs::End& end) { return std::holds_alternative<jobs::Done>(end); }
  std::int64_t delivered() {
    return read([](store::Session& s) { return count_delivered(s, organisation); });
  }
  std::string text(const std::string& sql) {
    return read([&](store::Session& s) {
      return store::query_value<std::string>(s, sql).value_or("nothing");
    });
  }

  crypto::KeyRing keys_ = key_ring();
  ManualClock clock_{start};
  SeededRandom random_{1};
  std::unique_ptr<OneLoop> loop_;
  std::unique_ptr<Receiver> receiver_;
  std::unique_ptr<jobs::PartnerLimits> limits_;
  std::unique_ptr<oauth::TokenSource> tokens_;
  Deliverer deliverer_;
  Subscriptions subscriptions_;
};

}  // namespace patchbay::webhooks::test
