// The SDK on one side, the hub's conversation on the other, in one process.
#include <gtest/gtest.h>

#include "adapters/native/inspect.h"
#include "adapters/native/native_conversation.h"
#include "adapters/sdk/plugin.h"
#include "hub/base/log.h"

namespace patchbay::adapters::native {
namespace {

sdk::Conversation issue(sdk::Call call, boost::json::object request) {
  sdk::HttpRequest post{
      "POST", "/credits", {{"Idempotency-Key", call.idempotency_key}}, "{}", true};
  const auto reply = co_await call.http(post);
  if (request.contains("throw")) throw std::runtime_error("broken by hand");
  if (!reply.answered())
    co_return reply.sent ? sdk::unknown(reply.failure) : sdk::retryable(reply.failure);
  co_await call.wait(std::chrono::microseconds(5));
  co_return sdk::succeeded({{"status", reply.status},
                            {"body", reply.body},
                            {"header", reply.headers.at(0).second},
                            {"now", call.now_us},
                            {"setting", call.setting("api_url")}});
}

sdk::Conversation read(sdk::Call call, boost::json::object) {
  const auto chunk = co_await call.read_file("/a", 3, 10);
  if (chunk.failure) throw 7;
  co_return sdk::retryable(chunk.bytes + std::to_string(chunk.file_size),
                           std::chrono::microseconds(9));
}

/// Steps out of a part of the conversation, and an exception out of it.
sdk::Task<int> count_pages(const sdk::Call& call, int pages) {
  for (int page = 1; page <= pages; ++page) {
    const auto ask = sdk::get("/pages/{page}", {{"page", std::to_string(page)}});
    const auto reply = co_await call.http(ask);
    if (reply.status != 200) throw std::runtime_error("page " + std::to_string(page));
  }
  co_return pages;
}

sdk::Conversation list(sdk::Call call, boost::json::object) {
  const int first = co_await count_pages(call, 2);
  const int second = co_await count_pages(call, 1);
  co_return sdk::succeeded({{"pages", first + second}});
}

/// Ends as the hub reads the reply.
sdk::Conversation plain(sdk::Call call, boost::json::object request) {
  auto ask = sdk::post("/a");
  ask.moves_value = true;
  ask.nothing_done_on = {503};
  const auto reply = co_await call.http(ask);
  call.log("key " + call.secret("api_key") + " \xff", sdk::Level::warning);
  if (request.contains("undeclared")) call.secret("other");
  co_return reply.outcome;
}

boost::json::array decode_webhook(const sdk::Webhook& webhook) {
  if (webhook.type == "odd") throw std::runtime_error("an odd one");
  return {boost::json::object{{"type", webhook.type},
                              {"id", webhook.id},
                              {"bytes", webhook.body.size()},
                              {"json", webhook.json},
                              {"at", webhook.received_at_us}}};
}

sdk::Plugin make() {
  return {
      "{}", {{"issue", issue}, {"read", read}, {"list", list}, {"plain", plain}}, decode_webhook};
}

std::shared_ptr<const Library> library() {
  return std::make_shared<Library>(Library{"hash", *sdk::border::Table<make>::entry()});
}

std::unique_ptr<Conversation> begin(const char* capability, boost::json::value request) {
  CallContext context;
  context.capability = capability;
  context.idempotency_key = "key-1";
  context.settings = {{"api_url", "http://x"}};
  context.secrets.emplace("api_key", Secret("hush-hush"));
  context.now = {42};
  return begin_conversation(library(), "acme.so", context, request);
}

Outcome outcome_of(Step step) { return std::get<Outcome>(step); }

TEST(NativeBorder, CarriesStepsAndReplies) {
  const auto call = begin("issue", boost::json::object());
  const auto post = std::get<HttpStep>(call->resume(Begin{}));
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.path, "/credits");
  EXPECT_EQ(post.headers.get("idempotency-key"), "key-1");
  EXPECT_EQ(post.body, "{}");
  EXPECT_TRUE(post.moves_value);
  http::Response response{201, {}, std::string("a\0b", 3)};
  response.headers.add("X-Id", "7");
  EXPECT_EQ(std::get<WaitStep>(call->resume(http::Exchange(response))).length, Duration(5));
  const auto outcome = outcome_of(call->resume(Waited{}));
  EXPECT_EQ(outcome.kind, OutcomeKind::succeeded);
  EXPECT_EQ(outcome.result, boost::json::value({{"status", 201},
                                                {"body", std::string("a\0b", 3)},
                                                {"header", "7"},
                                                {"now", 42},
                                                {"setting", "http://x"}}));
}

TEST(NativeBorder, CarriesFailuresWithTheirStage) {
  for (const auto& [stage, kind] : {std::pair{http::Stage::handshake, OutcomeKind::retryable},
                                    std::pair{http::Stage::sent, OutcomeKind::unknown}}) {
    const auto call = begin("issue", boost::json::object());
    call->resume(Begin{});
    const auto outcome =
        outcome_of(call->resume(http::Exchange(http::Failure{stage, true, "cut"})));
    EXPECT_EQ(outcome.kind, kind);
    EXPECT_EQ(outcome.message, "cut");
  }
}

TEST(NativeBorder, CarriesFiles) {
  const auto call = begin("read", boost::json::object());
  const auto step = std::get<ReadFileStep>(call->resume(Begin{}));
  EXPECT_EQ(step.path, "/a");
  EXPECT_EQ(step.offset, 3u);
  EXPECT_EQ(step.length_max, 10u);
  const auto outcome = outcome_of(call->resume(FileChunk{"bytes", true, 8}));
  EXPECT_EQ(outcome.kind, OutcomeKind::retryable);
  EXPECT_EQ(outcome.message, "bytes8");
  EXPECT_EQ(outcome.retry_after, Duration(9));
}

TEST(NativeBorder, ExceptionsBecomeOutcomes) {
  const auto before_value = begin("read", boost::json::object());
  before_value->resume(Begin{});
  const auto harmless = outcome_of(before_value->resume(FileFailure{"gone"}));
  EXPECT_EQ(harmless.kind, OutcomeKind::retryable);
  EXPECT_NE(harmless.message.find("acme.so: the plugin failed: something"), std::string::npos);

  const auto after_value = begin("issue", {{"throw", true}});
  after_value->resume(Begin{});
  const auto unclear = outcome_of(after_value->resume(http::Exchange(http::Response{})));
  EXPECT_EQ(unclear.kind, OutcomeKind::unknown);
  EXPECT_NE(unclear.message.find("broken by hand"), std::string::npos);
}

TEST(NativeBorder, AnUnknownCapabilityIsRejected) {
  EXPECT_EQ(outcome_of(begin("other", boost::json::object())->resume(Begin{})).code,
            "no_such_capability");
}

TEST(NativeBorder, APluginThatCannotBeginIsRetryable) {
  const auto call = begin("issue", boost::json::array());  // the SDK wants an object
  EXPECT_EQ(outcome_of(call->resume(Begin{})).kind, OutcomeKind::retryable);
}

http::Exchange answer(int status) { return http::Response{status, {}, "{}"}; }

TEST(NativeBorder, APartOfAConversationMakesSteps) {
  const auto call = begin("list", boost::json::object());
  EXPECT_EQ(std::get<HttpStep>(call->resume(Begin{})).path, "/pages/1");
  EXPECT_EQ(std::get<HttpStep>(call->resume(answer(200))).path, "/pages/2");
  EXPECT_EQ(std::get<HttpStep>(call->resume(answer(200))).path, "/pages/1");
  EXPECT_EQ(outcome_of(call->resume(answer(200))).result, boost::json::value({{"pages", 3}}));

  const auto broken = begin("list", boost::json::object());
  broken->resume(Begin{});
  broken->resume(answer(200));
  EXPECT_NE(outcome_of(broken->resume(answer(500))).message.find("page 2"), std::string::npos);

  const auto abandoned = begin("list", boost::json::object());
  abandoned->resume(Begin{});  // goes in the middle of a part; the sanitizers look on
}

TEST(NativeBorder, TellsWhatTheHubMakesOfAReply) {
  const auto end = [](const http::Exchange& reply) {
    const auto call = begin("plain", boost::json::object());
    call->resume(Begin{});
    return outcome_of(call->resume(reply));
  };
  EXPECT_EQ(end(answer(503)).kind, OutcomeKind::retryable) << "it is in nothing_done_on";
  EXPECT_EQ(end(answer(500)).kind, OutcomeKind::unknown);
  http::Response refusal{422, {}, R"({"error": "Card Blocked", "message": "no"})"};
  EXPECT_EQ(end(refusal).code, "card_blocked");
  EXPECT_EQ(end(refusal).message, "no");
  http::Response hurry{429, {}, ""};
  hurry.headers.add("Retry-After", "7");
  EXPECT_EQ(end(hurry).retry_after, std::chrono::seconds(7));
}

TEST(NativeBorder, GivesDeclaredSecretsAndHidesThemInTheLog) {
  std::string said;
  set_log_sink([&said](LogLevel level, std::string_view line) {
    if (level == LogLevel::warning) said += line;
  });
  const auto call = begin("plain", {{"undeclared", true}});
  call->resume(Begin{});
  const auto outcome = outcome_of(call->resume(answer(200)));
  set_log_sink({});
  EXPECT_NE(said.find("key ***"), std::string::npos) << said;
  EXPECT_EQ(said.find("hush"), std::string::npos) << said;
  EXPECT_NE(said.find("\uFFFD"), std::string::npos) << said;
  EXPECT_NE(outcome.message.find("no secret \"other\""), std::string::npos) << outcome.message;
}

TEST(NativeBorder, DecodesWebhooks) {
  const auto events = decode(library(), "acme.so",
                             {{"type", "paid"},
                              {"id", "w1"},
                              {"body", "{\"amount\": 39.55}"},
                              {"json", nullptr},
                              {"received_at", 5}});
  ASSERT_TRUE(events) << events.error().message;
  EXPECT_EQ(*events, boost::json::value({{{"type", "paid"},
                                          {"id", "w1"},
                                          {"bytes", 17},
                                          {"json", {{"amount", "39.55"}}},
                                          {"at", 5}}}));
  const auto bytes = decode(library(), "acme.so", {{"type", "t"}, {"body", "\xff\x01"}});
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(bytes->at(0).at("json").is_null());
  const auto odd = decode(library(), "acme.so", {{"type", "odd"}, {"body", ""}});
  EXPECT_NE(odd.error().message.find("acme.so: the plugin failed: an odd one"), std::string::npos);
}

TEST(NativeBorder, MagicIsComparedWhole) {
  patchbay_magic magic{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR, PATCHBAY_CONTRACT_MINOR,
                       PATCHBAY_BUILD};
  EXPECT_TRUE(compare_magic("a.so", magic));
  magic.contract_minor += 1;
  EXPECT_TRUE(compare_magic("a.so", magic)) << "members are added at ends only";
  magic.contract_major += 1;
  EXPECT_FALSE(compare_magic("a.so", magic));
  magic.contract_major -= 1;
  magic.build[0] = 'x';
  EXPECT_FALSE(compare_magic("a.so", magic));
  magic.build[0] = PATCHBAY_BUILD[0];
  magic.struct_size = 4;
  EXPECT_FALSE(compare_magic("a.so", magic));
}

}  // namespace
}  // namespace patchbay::adapters::native
