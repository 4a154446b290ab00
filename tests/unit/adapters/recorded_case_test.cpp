// From a call to a case: what is kept, what is scrubbed, and that it holds again.

#include "adapters/recorded_case.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "adapters/case_append.h"
#include "adapters/cases.h"
#include "adapters/lua/lua_plug.h"
#include "adapters/pretty_json.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;
using lua::ScratchFolder;

constexpr const char* script = R"(
local function issue_voucher(call, request)
  local reply = call:post("/vouchers?session_token=" .. call.settings.zone, {
    headers = { ["X-Signature"] = "s3cr3t-proof", ["X-Zone"] = "zone-1" },
    json = { reference = request.reference, login = "top-secret" },
    moves_value = true,
  })
  return succeeded { partner_reference = reply.json.id, code = reply.json.voucher.code }
end
return {
  id = "acme", name = "Acme", kind = "retail", version = "1",
  settings = { { name = "api_url", type = "url" }, { name = "zone", default = "east" } },
  capabilities = { issue_voucher = issue_voucher },
}
)";

/// Calls the script by way of a recording plug.
struct Recording {
  ScratchFolder folder;
  std::shared_ptr<Plug> plug;
  std::shared_ptr<RecordedCall> call = std::make_shared<RecordedCall>();

  Recording() {
    folder.write("partner.lua", script);
    plug = lua::load_plug(folder.path().string()).value();
  }
  void run(const std::string& zone) {
    const auto recording = make_recording_plug(plug, call);
    CallContext context;
    context.capability = "issue_voucher";
    context.idempotency_key = "rwd_1";
    context.settings = {{"api_url", "https://real.example"}, {"zone", zone}};
    context.now = Timestamp{7};
    auto conversation = recording->begin(
        context, {{"reference", "rwd_1"}, {"amount_minor", 5}, {"currency", "AUD"}});
    conversation->resume(Begin{});
    http::Response response{
        201, {}, R"({"id": "V1", "voucher": {"code": "9988-7766"}, "access_token": "tok"})"};
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Set-Cookie", "a=b");
    conversation->resume(http::Exchange(response));
  }
  Result<object> recorded() const {
    return recorded_case(plug->manifest(), *call, Scrubber({{"password", Secret("top-secret")}}),
                         "it issues");
  }
};

TEST(RecordedCase, keeps_the_conversation_and_no_secret) {
  Recording recording;
  recording.run("west");
  const auto one = recording.recorded().value();
  const std::string text = boost::json::serialize(one);
  for (const char* secret :
       {"top-secret", "s3cr3t-proof", "9988-7766", "\"tok\"", "a=b", "real.example"})
    EXPECT_EQ(text.find(secret), std::string::npos) << secret << " in " << text;
  const auto& turn = one.at("exchange").at(0);
  EXPECT_EQ(turn.at("expect").at("headers"), (object{{"X-Zone", "zone-1"}}));
  EXPECT_EQ(turn.at("expect").at("json").at("login"), "<password>");
  EXPECT_EQ(one.at("outcome").at("result").at("code"), "scrubbed-code");
  EXPECT_EQ(turn.at("reply").at("response").at("json").at("voucher").at("code"), "scrubbed-code");
  EXPECT_EQ(one.at("settings"), (object{{"zone", "west"}}));
  EXPECT_EQ(one.at("now"), 7);
  EXPECT_EQ(one.at("key"), "rwd_1");
}

TEST(RecordedCase, does_not_name_settings_that_are_as_declared) {
  Recording recording;
  recording.run("east");
  EXPECT_FALSE(recording.recorded().value().contains("settings"));
}

TEST(RecordedCase, a_call_that_the_hub_ended_is_none) {
  Recording recording;
  recording.run("east");
  recording.call->outcome.reset();
  EXPECT_FALSE(recording.recorded());
}

TEST(RecordedCase, times_and_the_unanswered_step_are_noted) {
  Recording recording;
  const auto plug = make_recording_plug(recording.plug, recording.call);
  CallContext context;
  context.capability = "issue_voucher";
  context.settings = {{"zone", "east"}};
  auto conversation = plug->begin(context, {{"reference", "r"}});
  conversation->resume(Begin{});
  EXPECT_TRUE(recording.call->unanswered);
  EXPECT_TRUE(recording.call->turns.empty());
  conversation->resume(http::Exchange(http::Failure{http::Stage::connect, false, "x"}));
  EXPECT_FALSE(recording.call->unanswered);
  ASSERT_EQ(recording.call->turns.size(), 1u);
  EXPECT_GE(recording.call->turns[0].took.count(), 0);
}

TEST(Scrubber, hides_secrets_wherever_they_stand) {
  Scrubber scrubber({{"key", Secret("abcd-1234")}, {"short", Secret("ab")}});
  scrubber.hide("voucher-77", "scrubbed-code");
  EXPECT_EQ(scrubber.scrub(object{{"text", "x abcd-1234 y abcd-1234"},
                                  {"list", {"voucher-77", 5, nullptr}},
                                  {"Access-Token", "whatever"},
                                  {"api_key", 12},
                                  {"tokens", object{{"a", "b"}}},
                                  {"cab", "ab"}}),
            (object{{"text", "x <key> y <key>"},
                    {"list", {"scrubbed-code", 5, nullptr}},
                    {"Access-Token", "scrubbed"},
                    {"api_key", "scrubbed"},
                    {"tokens", object{{"a", "b"}}},
                    {"cab", "ab"}}));
}

TEST(Scrubber, hides_numbers_that_are_written_like_a_secret_and_no_others) {
  const Scrubber scrubber({{"pin", Secret("1234")}});
  EXPECT_EQ(scrubber.scrub({1234, 12345, -1234}), (boost::json::array{"<pin>", 12345, -1234}));
}

TEST(Scrubber, keeps_the_first_name_of_a_text) {
  Scrubber scrubber;
  EXPECT_TRUE(scrubber.hide("token-1", "<proof 1>"));
  EXPECT_FALSE(scrubber.hide("token-1", "<proof 2>"));
  EXPECT_EQ(scrubber.scrub_text("token-1"), "<proof 1>");
}

TEST(Scrubber, takes_the_longest_text_out_first) {
  const Scrubber scrubber({{"a", Secret("abcd")}, {"b", Secret("abcd-1234")}});
  EXPECT_EQ(scrubber.scrub_text("abcd-1234 abcd"), "<b> <a>");
  EXPECT_EQ(without_secrets("abcd-1234 abcd", {{"a", Secret("abcd")}, {"b", Secret("abcd-1234")}}),
            "*** ***");
}

TEST(AppendCase, leaves_what_stands_there) {
  const object added{{"name", "two"},
                     {"capability", "c"},
                     {"request", object()},
                     {"exchange", boost::json::array()},
                     {"outcome", object{{"kind", "unknown"}}}};
  const std::string fresh = append_case("", added).value();
  EXPECT_EQ(parse_cases("f", fresh).value().size(), 1u);
  EXPECT_EQ(append_case("[]\n", added).value(), fresh);
  const std::string odd =
      "[ {\"name\":\"one\",\n\n \"webhook\": {\"type\": \"]\"}, \"events\": []} ]";
  const auto both = append_case(odd, added).value();
  EXPECT_TRUE(both.starts_with("[ {\"name\":\"one\",\n\n \"webhook\""));
  EXPECT_EQ(parse_cases("f", both).value().size(), 2u);
  EXPECT_EQ(append_case(both, added).error().kind, ErrorKind::conflict);
  EXPECT_EQ(append_case("{}", added).error().kind, ErrorKind::invalid);
}

TEST(PrettyJson, breaks_what_is_too_long) {
  EXPECT_EQ(pretty_json(object{{"a", object{{"b", {1, 2}}}}}),
            "{\n  \"a\": {\n    \"b\": [1, 2]\n  }\n}\n");
  const std::string words(90, 'x');
  EXPECT_EQ(
      pretty_json(boost::json::array{object{{"k", object{{"a", words}, {"b", 1}}}}}),
      "[\n  {\n    \"k\": {\n      \"a\": \"" + words + "\",\n      \"b\": 1\n    }\n  }\n]\n");
  EXPECT_EQ(pretty_json(boost::json::array()), "[]\n");
}

}  // namespace
}  // namespace patchbay::adapters
