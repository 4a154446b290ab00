// What a plugin does wrong, the hub contains: tests/modules/bad_plugin.cpp. What no process can
// contain is listed in docs/native.md.
#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/native/native_plug.h"
#include "adapters/step_check.h"
#include "hub/base/log.h"

namespace patchbay::adapters::native {
namespace {

class NativeContainment : public ::testing::Test {
 protected:
  static std::shared_ptr<Plug> plug() {
    static const auto loaded =
        load_plug(std::string(PATCHBAY_TEST_MODULES) + "/bad_plugin.so",
                  (std::filesystem::path(::testing::TempDir()) / "bad-plugin-cache").string());
    EXPECT_TRUE(loaded) << loaded.error().message;
    return *loaded;
  }
  static std::unique_ptr<Conversation> begin(const std::string& mode) {
    CallContext context;
    context.capability = "get_account";
    context.settings = {{"mode", mode}};
    context.secrets.emplace("key", Secret("hush-hush"));
    return plug()->begin(std::move(context), boost::json::object());
  }
};

struct Wrong {
  const char* mode;
  OutcomeKind kind;
  const char* says;
};

TEST_F(NativeContainment, NonsenseEndsInAnOutcomeThatSaysWhat) {
  for (const auto& wrong : {
           Wrong{"throw in begin", OutcomeKind::retryable, "crossed the border: out of begin"},
           Wrong{"null conversation", OutcomeKind::retryable, "could not begin"},
           Wrong{"throw a number", OutcomeKind::retryable, "an exception crossed the border"},
           Wrong{"throw an error", OutcomeKind::retryable, "crossed the border: out of resume"},
           Wrong{"say nothing", OutcomeKind::rejected, "step of unknown kind 0"},
           Wrong{"unknown kind", OutcomeKind::rejected, "step of unknown kind 4000000000"},
           Wrong{"null result", OutcomeKind::rejected, "a size of the result but no pointer"},
           Wrong{"huge result", OutcomeKind::rejected, "18446744073709551615 for the size of the"},
           Wrong{"broken UTF-8", OutcomeKind::rejected, "the result is not JSON"},
           Wrong{"cut-off JSON", OutcomeKind::rejected, "the result is not JSON"},
           Wrong{"null headers", OutcomeKind::rejected, "a size of the header fields but no"},
           Wrong{"many headers", OutcomeKind::rejected, "1000000 for the size of the header"},
           Wrong{"many statuses", OutcomeKind::rejected, "for the size of nothing_done_on"},
           Wrong{"wait for ages", OutcomeKind::rejected, "microseconds for a wait"},
           Wrong{"wait backwards", OutcomeKind::rejected, "-5 microseconds for a wait"},
       }) {
    const auto call = begin(wrong.mode);
    const auto step = call->resume(Begin{});
    const auto* outcome = std::get_if<Outcome>(&step);
    ASSERT_TRUE(outcome) << wrong.mode;
    EXPECT_EQ(outcome->kind, wrong.kind) << wrong.mode;
    EXPECT_NE(outcome->message.find(wrong.says), std::string::npos) << outcome->message;
    EXPECT_NE(outcome->message.find("bad_plugin.so"), std::string::npos) << outcome->message;
    EXPECT_TRUE(std::holds_alternative<Outcome>(call->resume(Waited{}))) << "it is not asked again";
  }
}

TEST_F(NativeContainment, ItsWordsBecomeUtf8) {
  const auto outcome = std::get<Outcome>(begin("reject in bytes")->resume(Begin{}));
  EXPECT_EQ(outcome.code, "\uFFFD\uFFFD");
  EXPECT_EQ(outcome.message, "caf\uFFFD");
}

TEST_F(NativeContainment, AStepThatIsNoRequestIsRefusedBeforeItLeaves) {
  const auto step = std::get<HttpStep>(begin("no path")->resume(Begin{}));
  EXPECT_FALSE(check_http_step(step));
}

TEST_F(NativeContainment, AfterValueMayHaveMovedADefectLeavesItOpen) {
  const auto call = begin("move, then throw");
  EXPECT_TRUE(std::get<HttpStep>(call->resume(Begin{})).moves_value);
  EXPECT_EQ(std::get<Outcome>(call->resume(http::Exchange(http::Response{}))).kind,
            OutcomeKind::unknown);
}

TEST_F(NativeContainment, AnExceptionOutOfDestroyHarmsNobody) {
  begin("throw in destroy").reset();
  EXPECT_EQ(std::get<Outcome>(begin("")->resume(Begin{})).kind, OutcomeKind::succeeded);
}

TEST_F(NativeContainment, TheLogTakesFewLinesAndNoSecrets) {
  int lines = 0;
  std::string said;
  set_log_sink([&](LogLevel, std::string_view line) {
    ++lines;
    said += line;
  });
  begin("say much");
  begin("say nothing at length");
  set_log_sink({});
  EXPECT_EQ(lines, 101);
  EXPECT_EQ(said.find("hush"), std::string::npos);
  EXPECT_NE(said.find("more than 100 lines"), std::string::npos);
}

TEST_F(NativeContainment, ADecoderThatMakesStepsOrThrowsIsAnError) {
  const auto refusal = [](const char* mode) {
    const auto events = plug()->decode_webhook({{"type", "t"}, {"body", mode}});
    return events ? "it was taken" : events.error().message;
  };
  EXPECT_NE(refusal("wait for ever").find("makes no steps"), std::string::npos);
  EXPECT_NE(refusal("throw a number").find("crossed the border"), std::string::npos);
  EXPECT_NE(refusal("broken UTF-8").find("not JSON"), std::string::npos);
  EXPECT_EQ(refusal(""), "it was taken");
}

}  // namespace
}  // namespace patchbay::adapters::native
