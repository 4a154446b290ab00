#include "webhooks/listener.h"

#include "tests/unit/webhooks/support.h"
#include "webhooks/forward.h"
#include "webhooks/signing_key.h"
#include "webhooks/standard.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

class ListenerTest : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void TearDown() override { listener_.reset(); }
  void open(const Secret& proof = secret) {
    listener_.reset();
    ListenerOptions options;
    options.secret = proof;
    options.book_file = folder_.path() / "book.jsonl";
    listener_ = start_listener(loop_.loops(), std::move(options)).value();
  }
  http::Response send(http::ClientRequest request) {
    request.url = "http://127.0.0.1:" + std::to_string(listener_->port()) + request.url;
    auto exchange = loop_.run(loop_.client().send(std::move(request)));
    if (auto* failure = std::get_if<http::Failure>(&exchange)) {
      ADD_FAILURE() << failure->message;
      return {};
    }
    return std::get<http::Response>(std::move(exchange));
  }
  int post(const std::string& id, const std::string& body, const std::string& signed_body) {
    return post(SigningKey::read(secret).value(), id, body, signed_body);
  }
  int post(const SigningKey& key, const std::string& id, const std::string& body,
           const std::string& signed_body) {
    http::ClientRequest request;
    request.method = "POST";
    request.url = "/";
    request.body = body;
    const auto seconds = system_clock().now().seconds();
    request.headers.add("webhook-id", id);
    request.headers.add("webhook-timestamp", std::to_string(seconds));
    request.headers.add("webhook-signature", key.sign(id, seconds, signed_body));
    return send(std::move(request)).status;
  }
  int post(const std::string& id, const std::string& body = R"({"type":"tier.updated"})") {
    return post(id, body, body);
  }
  std::string book() {
    http::ClientRequest request;
    request.url = "/_book";
    return send(std::move(request)).body;
  }

  TemporaryFolder folder_;
  OneLoop loop_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(ListenerTest, takes_what_is_signed_and_counts_distinct_ids) {
  EXPECT_EQ(post("evt_1"), 204);
  EXPECT_EQ(post("evt_2"), 204);
  EXPECT_EQ(post("evt_1"), 204);
  EXPECT_EQ(book(), R"({"verified":2,"repeats":1,"refused":0})");
}

TEST_F(ListenerTest, refuses_what_is_not_signed_right) {
  EXPECT_EQ(post("evt_1", "{\"a\":1}", "{\"a\":2}"), 401);
  EXPECT_EQ(post("evt_1", "", "x"), 401);
  EXPECT_EQ(book(), R"({"verified":0,"repeats":0,"refused":2})");
}

TEST_F(ListenerTest, takes_what_an_ed25519_key_signed) {
  const Secret whole = SigningKey::make(Signing::v1a);
  const auto key = SigningKey::read(whole).value();
  const auto other = SigningKey::read(SigningKey::make(Signing::v1a)).value();
  const std::string body = R"({"type":"tier.updated"})";
  for (const auto& proof : {Secret(key.public_key()), whole}) {
    open(proof);
    EXPECT_EQ(post(key, "evt_1", body, body), 204);
    EXPECT_EQ(post(key, "evt_2", body, body + " "), 401);
    EXPECT_EQ(post(other, "evt_2", body, body), 401);
    EXPECT_EQ(post("evt_2"), 401) << "v1 is another scheme";
  }
  open();
  EXPECT_EQ(post(key, "evt_2", body, body), 401);
}

TEST_F(ListenerTest, takes_bodies_that_are_not_json) { EXPECT_EQ(post("evt_1", "\xff\n{"), 204); }

TEST_F(ListenerTest, remembers_after_a_restart) {
  EXPECT_EQ(post("evt_1"), 204);
  open();
  EXPECT_EQ(post("evt_1"), 204);
  EXPECT_EQ(book(), R"({"verified":1,"repeats":1,"refused":0})");
}

TEST_F(ListenerTest, other_paths_and_methods_are_not_served) {
  http::ClientRequest request;
  request.url = "/other";
  EXPECT_EQ(send(request).status, 404);
  request.url = "/";
  EXPECT_EQ(send(request).status, 405);
}

TEST_F(ListenerTest, needs_a_right_secret_and_a_writable_book) {
  ListenerOptions options;
  options.book_file = folder_.path() / "b";
  for (const char* wrong : {"short", "whsec_AAAA", "whpk_AAAA", "whsk_AAAA", "whpk_"}) {
    options.secret = Secret(wrong);
    EXPECT_EQ(start_listener(loop_.loops(), options).error().kind, ErrorKind::invalid) << wrong;
  }
  options.secret = secret;
  options.book_file = folder_.path() / "missing" / "b";
  EXPECT_EQ(start_listener(loop_.loops(), options).error().kind, ErrorKind::unavailable);
}

TEST_F(ListenerTest, hands_a_verified_one_on_as_it_came_and_answers_what_that_answers) {
  http::Request seen;
  auto own = http::start_server(loop_.loops(), {}, [&seen](http::Request request) {
               return [](http::Request given, http::Request& kept) -> Async<http::Response> {
                 kept = std::move(given);
                 http::Response answer;
                 answer.status = 418;
                 answer.body = "a pot";
                 answer.headers.add("X-Pot", "tea");
                 co_return answer;
               }(std::move(request), seen);
             }).value();
  listener_.reset();
  ListenerOptions options;
  options.secret = secret;
  options.book_file = folder_.path() / "book.jsonl";
  options.answer = [this, to = own->url() + "/hooks?a=1"](http::Request request) {
    return forward(loop_.client(), to, std::move(request), std::chrono::milliseconds(5'000));
  };
  listener_ = start_listener(loop_.loops(), std::move(options)).value();
  EXPECT_EQ(post("evt_1", "{\"a\": 1}", "{\"a\": 2}"), 401);
  EXPECT_TRUE(seen.target.empty()) << "what does not verify goes no further";
  EXPECT_EQ(post("evt_1", "{\"a\": 1}"), 418);
  EXPECT_EQ(seen.target, "/hooks?a=1");
  EXPECT_EQ(seen.body, "{\"a\": 1}");
  EXPECT_EQ(seen.headers.get("webhook-id"), "evt_1");
  EXPECT_TRUE(verify(decode_secret(secret).value(), seen.headers, seen.body, system_clock().now()));
  own.reset();
  EXPECT_EQ(post("evt_2"), 502) << "nobody is there";
}

}  // namespace
}  // namespace patchbay::webhooks
