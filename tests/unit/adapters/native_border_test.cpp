// The SDK on one side, the hub's conversation on the other, in one process.
#include <gtest/gtest.h>

#include "adapters/native/border_reply.h"
#include "adapters/native/library.h"
#include "adapters/native/native_conversation.h"
#include "adapters/sdk/border_impl.h"

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

sdk::Plugin make() { return {"{}", {{"issue", issue}, {"read", read}}}; }

std::unique_ptr<Conversation> begin(const char* capability, boost::json::value request) {
  CallContext context;
  context.capability = capability;
  context.idempotency_key = "key-1";
  context.settings = {{"api_url", "http://x"}};
  context.now = {42};
  return begin_conversation(*sdk::border::Table<make>::entry(), "acme.so", context, request);
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

TEST(NativeBorder, NonsenseBecomesARejection) {
  patchbay_step step{};
  step.kind = 99;
  EXPECT_EQ(outcome_of(from_border(step, "x")).code, "bad_plug_answer");
  step.kind = PATCHBAY_STEP_SUCCEEDED;
  EXPECT_EQ(outcome_of(from_border(step, "x")).code, "bad_plug_answer");
  step.bytes = {"{\"a\":", 5};
  EXPECT_EQ(outcome_of(from_border(step, "x")).code, "bad_plug_answer");
  step.kind = PATCHBAY_STEP_HTTP;
  step.headers_count = 1'000'000;
  EXPECT_EQ(outcome_of(from_border(step, "x")).code, "bad_plug_answer");
}

TEST(NativeBorder, MagicIsComparedWhole) {
  patchbay_magic magic{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR, PATCHBAY_CONTRACT_MINOR,
                       PATCHBAY_BUILD};
  EXPECT_TRUE(compare_magic("a.so", magic));
  magic.contract_minor += 1;
  EXPECT_FALSE(compare_magic("a.so", magic));
  magic.contract_minor -= 1;
  magic.build[0] = 'x';
  EXPECT_FALSE(compare_magic("a.so", magic));
  magic.build[0] = PATCHBAY_BUILD[0];
  magic.struct_size = 4;
  EXPECT_FALSE(compare_magic("a.so", magic));
}

}  // namespace
}  // namespace patchbay::adapters::native
