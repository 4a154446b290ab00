// The cases runner: what a case may hold, and what it says when one fails.

#include "adapters/cases.h"

#include <gtest/gtest.h>

#include "adapters/case_difference.h"
#include "adapters/case_json.h"
#include "adapters/lua/lua_plug.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;
using lua::ScratchFolder;

constexpr const char* script = R"(
local function top_up(call, request)
  if call.settings.mode == "file" then
    call:wait(250)
    local part = call:read_file("/partner/folder/in.csv", 0, 10)
    if part.failed then return rejected("no_file", part.message) end
    return succeeded { partner_reference = part.bytes }
  end
  local reply = call:post("/topups", {
    json = { reference = request.reference, now = call.now },
    headers = { ["Idempotency-Key"] = call.key },
    moves_value = true,
  })
  if reply.status ~= 201 then return reply.outcome end
  return succeeded { partner_reference = reply.json.id }
end

local function decode(webhook)
  if webhook.type == "broken" then error("no such thing") end
  return { { type = "credit.applied", reference = webhook.json.ref, data = {} } }
end

return {
  id = "acme", name = "Acme", kind = "transport", version = "1",
  settings = {
    { name = "api_url", type = "url" },
    { name = "mode", default = "http" },
    { name = "folder", type = "path" },
  },
  webhook = { scheme = "standard", decode = decode },
  settle = { { by = "repeat_same_key" } },
  capabilities = { top_up = top_up, check_balance = top_up },
}
)";

constexpr const char* request =
    R"({"reference": "r1", "account": "a", "amount_minor": 5, "currency": "AUD"})";

/// A folder with the script above and one file of cases.
class Acme {
 public:
  explicit Acme(const std::string& cases) {
    folder_.write("partner.lua", script);
    folder_.write("cases/all.json", "[" + cases + "]");
  }
  Result<CasesReport> run() const {
    auto plug = lua::load_plug(folder_.path().string());
    return run_cases(*plug.value(), folder_.path().string());
  }
  /// The report of the only case.
  CaseReport only() const { return run().value().cases.at(0); }

 private:
  ScratchFolder folder_;
};

std::string http_case(const std::string& step, const std::string& outcome,
                      const std::string& more = "") {
  return R"({"name": "one", "capability": "top_up", "key": "k1", "request": )" +
         std::string(request) + R"(, "exchange": [{"expect": )" + step +
         R"(, "reply": {"response": {"status": 201, "json": {"id": "T1"}}}}], "outcome": )" +
         outcome + more + "}";
}

TEST(Cases, a_case_fixes_now_key_and_settings) {
  const Acme acme(http_case(
      R"({"method": "POST", "path": "/topups", "moves_value": true,
          "headers": {"idempotency-key": "k1"}, "json": {"reference": "r1", "now": 7000000}})",
      R"({"kind": "succeeded", "result": {"partner_reference": "T1"}})",
      R"(, "now": "1970-01-01T00:00:07Z", "settings": {"mode": "http"})"));
  const auto report = acme.only();
  EXPECT_TRUE(report.passed) << report.difference;
  EXPECT_EQ(report.difference, "");
  EXPECT_EQ(report.capability, "top_up");
}

TEST(Cases, without_a_word_now_is_always_the_same) {
  const auto report = Acme(http_case(R"({"json": {"reference": "r1", "now": 1767225600000000}})",
                                     R"({"kind": "succeeded"})"))
                          .only();
  EXPECT_TRUE(report.passed) << report.difference;
}

TEST(Cases, waits_and_reads_are_steps) {
  const std::string steps = R"({"name": "file", "capability": "top_up", "request": )" +
                            std::string(request) + R"(, "settings": {"mode": "file"},
    "exchange": [{"expect": {"wait_ms": 250}},
                 {"expect": {"read_file": "/partner/folder/in.csv", "offset": 0, "length_max": 10},
                  "reply": )";
  EXPECT_TRUE(Acme(steps + R"({"chunk": {"body": "T7", "end_of_file": true}}}],
    "outcome": {"kind": "succeeded", "result": {"partner_reference": "T7"}}})")
                  .only()
                  .passed);
  EXPECT_TRUE(Acme(steps + R"({"chunk": {"body_base64": "VDc=", "end_of_file": true}}}],
    "outcome": {"kind": "succeeded", "result": {"partner_reference": "T7"}}})")
                  .only()
                  .passed);
  const auto failed = Acme(steps + R"({"file_failure": "it is gone"}}],
    "outcome": {"kind": "rejected", "code": "no_file", "message": "it is gone"}})")
                          .only();
  EXPECT_TRUE(failed.passed) << failed.difference;
}

TEST(Cases, a_difference_shows_place_expected_and_actual) {
  const std::string step =
      R"({"method": "PUT", "path": "/topups", "headers": {"X-Missing": "1"},
          "json": {"reference": "r2", "now": 1767225600000000, "more": [1]}})";
  const auto report = Acme(http_case(step, R"({"kind": "succeeded"})")).only();
  EXPECT_FALSE(report.passed);
  EXPECT_EQ(report.difference,
            "step 1 (POST /topups)\n"
            "- method: \"PUT\"\n"
            "+ method: \"POST\"\n"
            "- headers.X-Missing: \"1\"\n"
            "+ headers.X-Missing: (nothing)\n"
            "- json.more: [1]\n"
            "+ json.more: (nothing)\n"
            "- json.reference: \"r2\"\n"
            "+ json.reference: \"r1\"\n");
}

TEST(Cases, another_end_says_what_the_plug_said) {
  const auto report =
      Acme(http_case(R"({"method": "POST"})", R"({"kind": "rejected", "code": "no"})")).only();
  EXPECT_EQ(report.difference,
            "outcome\n- kind: \"rejected\"\n+ kind: \"succeeded\"\n- code: \"no\"\n+ code: "
            "(nothing)\n");
}

TEST(Cases, too_few_and_too_many_steps_are_told) {
  const std::string none = R"({"name": "none", "capability": "top_up", "request": )" +
                           std::string(request) +
                           R"(, "exchange": [], "outcome": {"kind": "succeeded"}})";
  EXPECT_TRUE(Acme(none).only().difference.starts_with("a step more than the case has: POST"));
  const std::string two =
      R"({"name": "two", "capability": "top_up", "request": )" + std::string(request) +
      R"(, "exchange": [{"expect": {"method": "POST"}, "reply": {"response": {"status": 500}}},
                        {"expect": {"method": "GET"}, "reply": {"response": {"status": 200}}}],
          "outcome": {"kind": "unknown"}})";
  EXPECT_TRUE(Acme(two).only().difference.starts_with("step 2 is missing: the call ended before"));
}

TEST(Cases, request_result_and_settings_must_fit_their_schemas) {
  const std::string bad_request =
      R"({"name": "bad", "capability": "top_up", "request": {"reference": "r1"}, "exchange": [],
          "outcome": {"kind": "succeeded"}})";
  EXPECT_TRUE(Acme(bad_request).only().difference.starts_with("top_up request: $"));
  const std::string bad_result = R"({"name": "bad", "capability": "top_up", "request": )" +
                                 std::string(request) +
                                 R"(, "exchange": [{"expect": {"method": "POST"},
      "reply": {"response": {"status": 201, "json": {"id": ""}}}}],
      "outcome": {"kind": "succeeded"}})";
  EXPECT_TRUE(Acme(bad_result).only().difference.starts_with("top_up result: $"));
  const auto unknown = Acme(http_case(R"({"method": "POST"})", R"({"kind": "succeeded"})",
                                      R"(, "settings": {"modes": "x"})"))
                           .only();
  EXPECT_NE(unknown.difference.find("did you mean \"mode\""), std::string::npos)
      << unknown.difference;
}

TEST(Cases, webhooks_are_decoded_or_refused) {
  EXPECT_TRUE(Acme(R"({"name": "w", "webhook": {"type": "t", "json": {"ref": "r1"}},
      "events": [{"type": "credit.applied", "reference": "r1", "data": {}}]})")
                  .only()
                  .passed);
  EXPECT_TRUE(Acme(R"({"name": "w", "webhook": {"type": "broken", "body": "{}"},
      "error": "no such thing"})")
                  .only()
                  .passed);
  const auto other = Acme(R"({"name": "w", "webhook": {"type": "t", "body": "{\"ref\": \"r2\"}"},
      "events": [{"type": "credit.applied", "reference": "r1", "data": {}}]})")
                         .only();
  EXPECT_EQ(other.difference, "- events[0].reference: \"r1\"\n+ events[0].reference: \"r2\"\n");
  EXPECT_EQ(other.capability, webhook_cases);
}

TEST(Cases, coverage_counts_capabilities) {
  const auto report =
      Acme(http_case(R"({"method": "POST"})", R"({"kind": "succeeded"})")).run().value();
  EXPECT_TRUE(report.passed());
  EXPECT_EQ(report.uncovered, std::vector<std::string>{"check_balance"});
}

TEST(Cases, a_file_that_cannot_be_read_names_file_and_place) {
  for (const auto& [text, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"{", "byte"},
           {R"({"nam": 1})", "$[0]"},
           {R"({"name": "x"})", "$[0]"},
           {R"({"name": "x", "webhook": {"type": "t"}})", "\"events\" or \"error\""},
           {R"({"name": "x", "now": "soon", "capability": "top_up", "request": {},
                "exchange": [], "outcome": {"kind": "unknown"}})",
            "$[0].now"},
           {R"({"name": "x", "capability": "top_up", "request": {}, "exchange":
                [{"expect": {"wait_ms": 1}, "reply": {"chunk": {"body_base64": "?"}}}],
                "outcome": {"kind": "unknown"}})",
            "$[0].exchange[0].reply"}}) {
    const auto report = Acme(text).run();
    ASSERT_FALSE(report) << text;
    EXPECT_NE(report.error().message.find("cases/all.json: "), std::string::npos)
        << report.error().message;
    EXPECT_NE(report.error().message.find(words), std::string::npos) << report.error().message;
  }
}

TEST(Cases, a_folder_without_cases_gives_an_empty_report) {
  const ScratchFolder folder;
  folder.write("partner.lua", script);
  const auto report =
      run_cases(*lua::load_plug(folder.path().string()).value(), folder.path().string()).value();
  EXPECT_TRUE(report.cases.empty());
  EXPECT_TRUE(report.passed());
  EXPECT_EQ(report.uncovered.size(), 2u);
}

TEST(CaseDifference, ends_after_so_many_lines) {
  object expected, actual;
  for (int i = 0; i < 100; ++i) expected["k" + std::to_string(i)] = i;
  const auto text = case_difference(expected, actual);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 41);
  EXPECT_NE(text.find("… and 160 lines more"), std::string::npos);
}

TEST(CaseJson, replies_come_back_as_they_were) {
  const std::vector<Reply> replies{
      http::Exchange(http::Response{200, {}, std::string("\xff\0x", 3)}),
      http::Exchange(http::Failure{http::Stage::handshake, true, "host:1"}),
      FileChunk{"a,b\n", true, 4}, FileFailure{"gone"}};
  for (const auto& reply : replies) {
    const auto json = case_reply(reply);
    EXPECT_EQ(case_reply(reply_of_case(json).value()), json);
  }
}

TEST(CaseJson, a_body_whose_numbers_json_would_change_stays_as_it_is) {
  http::Response response{200, {}, R"({"price": 39.55})"};
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Date", "Sat, 01 Jan 2026 00:00:00 GMT");
  EXPECT_EQ(case_reply(http::Exchange(response)),
            (object{{"response", object{{"status", 200},
                                        {"headers", object{{"Content-Type", "application/json"}}},
                                        {"body", R"({"price": 39.55})"}}}}));
}

}  // namespace
}  // namespace patchbay::adapters
