#include "adapters/manifest.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "adapters/registry.h"

namespace patchbay::adapters {
namespace {

boost::json::object good() {
  return boost::json::parse(R"({
    "id": "acme", "name": "Acme", "kind": "retail", "version": "1.0.0",
    "capabilities": ["issue_voucher", "find_issued"],
    "settings": [{"name": "api_url", "type": "url", "help": "base"},
                 {"name": "retries", "type": "integer", "default": 3}],
    "secrets": ["client_id", "client_secret"],
    "auth": {"type": "oauth2_client_credentials", "token_path": "/token", "scope": "a b"},
    "settle": [{"by": "find_issued", "settle_after_ms": 1000},
               {"by": "report", "settle_after_ms": 2000}],
    "limits": {"calls_per_second": 5, "concurrency": 2, "timeout_ms": 250},
    "needs_link": true})")
      .as_object();
}

std::string error_of(const boost::json::value& json) {
  const auto parsed = parse_manifest(json);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(Manifest, ReadsEverything) {
  const auto manifest = parse_manifest(good());
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->id, "acme");
  EXPECT_EQ(manifest->capabilities, (std::vector<std::string>{"issue_voucher", "find_issued"}));
  ASSERT_EQ(manifest->settings.size(), 2u);
  EXPECT_EQ(manifest->settings[0].type, FieldType::url);
  EXPECT_FALSE(manifest->settings[0].default_value);
  EXPECT_EQ(manifest->settings[1].default_value, "3");
  EXPECT_EQ(manifest->auth.type, AuthType::oauth2_client_credentials);
  EXPECT_EQ(std::get<OAuthAuth>(manifest->auth.how).token_path, "/token");
  ASSERT_EQ(manifest->settle.size(), 2u);
  EXPECT_EQ(manifest->settle[0].way, SettleWay::find_issued);
  EXPECT_EQ(manifest->settle[0].settle_after, Duration(1'000'000));
  EXPECT_EQ(manifest->settle[1].way, SettleWay::report);
  EXPECT_EQ(manifest->limits.timeout_ms, 250);
  EXPECT_TRUE(manifest->needs_link);
}

TEST(Manifest, ReadsRetryAndBreakerAsData) {
  using std::chrono::milliseconds;
  const auto plain = parse_manifest(good());
  EXPECT_EQ(plain->retry.attempts_max, 3);
  EXPECT_EQ(plain->retry.backoff, jobs::Backoff::exponential);
  EXPECT_EQ(plain->breaker.failures_max, 10);
  auto json = good();
  json["retry"] = boost::json::parse(R"({"backoff": "linear", "attempts": 5, "base_ms": 1000,
      "cap_ms": 9000, "span_ms": 60000, "on": ["connect", "timeout"]})");
  json["breaker"] = boost::json::parse(R"({"failures": 4, "open_ms": 700000})");
  const auto linear = parse_manifest(json);
  ASSERT_TRUE(linear) << linear.error().message;
  EXPECT_EQ(linear->retry.backoff, jobs::Backoff::linear);
  EXPECT_EQ(linear->retry.attempts_max, 5);
  EXPECT_EQ(linear->retry.base, milliseconds(1'000));
  EXPECT_EQ(linear->retry.cap, milliseconds(9'000));
  EXPECT_EQ(linear->retry.span_max, milliseconds(60'000));
  EXPECT_EQ(linear->retry.retryable, (std::vector{jobs::Failure::connect, jobs::Failure::timeout}));
  EXPECT_EQ(linear->breaker.failures_max, 4);
  EXPECT_EQ(linear->breaker.open_for, milliseconds(700'000));
  EXPECT_EQ(linear->breaker.open_for_max, milliseconds(700'000));
  json["retry"] = boost::json::parse(R"({"backoff": "list", "delays_ms": [0, 5000]})");
  EXPECT_EQ(parse_manifest(json)->retry.delays,
            (std::vector<Duration>{milliseconds(0), milliseconds(5'000)}));
}

TEST(Manifest, RefusesRetryAndBreakerThatMakeNoSense) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases{
      {"retry", R"({"backoff": "quadratic"})", "\"quadratic\" is not one of exponential"},
      {"retry", R"({"backoff": "list"})", "list needs \"delays_ms\""},
      {"retry", R"({"delays_ms": [1]})", "needs \"backoff\" = \"list\""},
      {"retry", R"({"backoff": "list", "delays_ms": [-1]})", "not milliseconds from 0"},
      {"retry", R"({"backoff": "list", "delays_ms": ["1"]})", "not milliseconds from 0"},
      {"retry", R"({"attempts": 0})", "\"attempts\" is not a whole number from 1"},
      {"retry", R"({"base_ms": 10, "cap_ms": 9})", "\"cap_ms\" is less than \"base_ms\""},
      {"retry", R"({"on": ["conect"]})", "did you mean \"connect\"?"},
      {"retry", R"({"atempts": 3})", "unknown key \"atempts\"; did you mean \"attempts\"?"},
      {"breaker", R"({"failures": -1})", "\"failures\" is not a whole number from 0"},
      {"breaker", R"({"open_ms": 9, "open_max_ms": 8})", "is less than \"open_ms\""},
      {"breaker", R"([1])", "breaker"}};
  for (const auto& [key, value, part] : cases) {
    auto json = good();
    json[key] = boost::json::parse(value);
    EXPECT_NE(error_of(json).find(part), std::string::npos) << value << ": " << error_of(json);
  }
}

TEST(Manifest, SettingsHaveLimitsAndSecretsAreDeclaredAmongThem) {
  auto json = good();
  json["settings"] = boost::json::parse(R"([
      {"name": "api_url", "type": "url"},
      {"name": "zone", "one_of": ["north", "south"], "default": "north"},
      {"name": "house", "min_length": 2, "max_length": 4, "default": "main"},
      {"name": "size", "type": "integer", "minimum": 1, "maximum": 9, "default": 3},
      {"name": "shop_key", "secret": true, "help": "of the shop"}])");
  const auto manifest = parse_manifest(json);
  ASSERT_TRUE(manifest) << manifest.error().message;
  ASSERT_EQ(manifest->settings.size(), 4u);
  EXPECT_EQ(manifest->settings[1].one_of, (std::vector<std::string>{"north", "south"}));
  EXPECT_EQ(manifest->settings[2].length_min, 2);
  EXPECT_EQ(manifest->settings[2].length_max, 4);
  EXPECT_EQ(manifest->secrets,
            (std::vector<std::string>{"client_id", "client_secret", "shop_key"}));
  EXPECT_EQ(manifest->secret_help.at("shop_key"), "of the shop");
  for (const auto& [setting, part] : std::map<std::string, std::string>{
           {R"({"name": "a", "one_of": ["x"], "default": "y"})", "is not one of: x"},
           {R"({"name": "a", "max_length": 2, "default": "abc"})", "at most 2 bytes"},
           {R"({"name": "a", "min_length": 3, "max_length": 2})", "above \"max_length\""},
           {R"({"name": "a", "minimum": 3, "maximum": 2})", "above \"maximum\""},
           {R"({"name": "a", "one_of": [{}]})", "\"one_of\" holds"},
           {R"({"name": "a", "secret": true, "default": "x"})", "has no default"},
           {R"({"name": "sandbox_zone"})", "\"sandbox_zone\" begins like"},
           {R"({"name": "production_key", "secret": true})", "give it another name"},
           {R"({"name": "sandbox"})", "begins like"},
           {R"({"name": "client_id"})", "declared twice"}}) {
    json["settings"] = {boost::json::parse(R"({"name": "api_url", "type": "url"})"),
                        boost::json::parse(setting)};
    EXPECT_NE(error_of(json).find(part), std::string::npos) << setting << ": " << error_of(json);
  }
}

TEST(Manifest, EnvironmentsHaveDefaultsOfTheirOwn) {
  auto json = good();
  json["environments"] = boost::json::parse(
      R"({"sandbox": {"api_url": "https://sandbox.test"}, "production": {"retries": 7}})");
  const auto manifest = parse_manifest(json);
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->environments.at("sandbox").at("api_url"), "https://sandbox.test");
  EXPECT_EQ(manifest->environments.at("production").at("retries"), "7");
  for (const auto& [value, part] : std::map<std::string, std::string>{
           {R"({"staging": {}})", "unknown key \"staging\""},
           {R"({"sandbox": {"api_ulr": "https://a"}})", "did you mean \"api_url\"?"},
           {R"({"sandbox": {"retries": "many"}})", "is not a whole number"},
           {R"({"sandbox": {"retries": []}})", "is not a text"}}) {
    json["environments"] = boost::json::parse(value);
    EXPECT_NE(error_of(json).find(part), std::string::npos) << value << ": " << error_of(json);
  }
}

TEST(Manifest, MapsEventsByNameOrWithPlaces) {
  auto json = good();
  json["webhook"] = boost::json::parse(R"({"scheme": "standard", "events": {
      "card.used": "voucher.redeemed",
      "card.gone": {"type": "voucher.expired", "reference": "/card/order", "customer": "/who",
                    "data": {"amount_minor": "/card/cents"}}}})");
  const auto manifest = parse_manifest(json);
  ASSERT_TRUE(manifest) << manifest.error().message;
  const auto& events = manifest->webhook->events;
  EXPECT_EQ(events.at("card.used").type, "voucher.redeemed");
  EXPECT_EQ(events.at("card.gone").reference, "/card/order");
  EXPECT_EQ(events.at("card.gone").customer, "/who");
  EXPECT_EQ(events.at("card.gone").data.at("amount_minor"), "/card/cents");
  for (const auto& [value, part] : std::map<std::string, std::string>{
           {R"("voucher.redemed")", "did you mean \"voucher.redeemed\"?"},
           {R"(7)", "is not an object"},
           {R"({"reference": "/a"})", "\"type\" is missing"},
           {R"({"type": "voucher.expired", "reference": "card"})", "is no JSON pointer"},
           {R"({"type": "voucher.expired", "data": {"amount_minor": 7}})", "must name a place"},
           {R"({"type": "voucher.expired", "ref": "/a"})", "unknown key \"ref\""}}) {
    json["webhook"].at("events").as_object() = {{"x", boost::json::parse(value)}};
    EXPECT_NE(error_of(json).find(part), std::string::npos) << value << ": " << error_of(json);
  }
}

TEST(Manifest, ReverseNamesWhatTakesBackAndForHowLong) {
  auto json = good();
  json["kind"] = "retail";
  json["capabilities"] = {"issue_voucher", "cancel_voucher"};
  const auto settle = [&](const char* text) {
    json["settle"] = boost::json::parse(text);
    return json;
  };
  const auto read = parse_manifest(settle(
      R"([{"by": "repeat_same_key"}, {"by": "reverse", "capability": "cancel_voucher",
           "settle_after_ms": 1000, "deadline_ms": 60000}])"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->settle[1].capability, "cancel_voucher");
  EXPECT_EQ(read->settle[1].settle_after, std::chrono::seconds(1));
  EXPECT_EQ(read->settle[1].deadline, std::chrono::seconds(60));
  const std::pair<const char*, const char*> cases[] = {
      {R"([{"by": "reverse", "settle_after_ms": 1, "deadline_ms": 5}])", "\"capability\""},
      {R"([{"by": "reverse", "capability": "cancel_voucher", "settle_after_ms": 5}])",
       "\"deadline_ms\" must be longer"},
      {R"([{"by": "reverse", "capability": "cancel_voucher", "settle_after_ms": 5,
            "deadline_ms": 5}])",
       "\"deadline_ms\" must be longer"},
      {R"([{"by": "reverse", "capability": "issue_voucher", "settle_after_ms": 1,
            "deadline_ms": 5}])",
       "takes nothing back"},
      {R"([{"by": "reverse", "capability": "check_balance", "settle_after_ms": 1,
            "deadline_ms": 5}])",
       "has no capability \"check_balance\""},
      {R"([{"by": "reverse", "capability": "cancel_voucher", "settle_after_ms": 1,
            "deadline_ms": 5}, {"by": "repeat_same_key"}])",
       "put repeat_same_key before reverse"},
      {R"([{"by": "find_issued"}])", "\"settle_after_ms\" is missing; say how long"},
      {R"([{"by": "report"}])", "\"settle_after_ms\" is missing"},
      {R"([{"by": "reverse", "capability": "cancel_voucher", "deadline_ms": 5}])",
       "\"settle_after_ms\" is missing"},
      {R"([{"by": "repeat_same_key", "settle_after_ms": 5}])", "settle_after_ms"},
      {R"([{"by": "repeat_same_key", "deadline_ms": 5}])", "deadline_ms"}};
  for (const auto& [text, part] : cases)
    EXPECT_NE(error_of(settle(text)).find(part), std::string::npos) << error_of(settle(text));
}

TEST(Manifest, EmptyLuaTablesAreEmptyLists) {
  auto json = good();
  json["settle"] = boost::json::object();
  EXPECT_TRUE(parse_manifest(json));
}

TEST(Manifest, UnknownKeysNameTheNearest) {
  auto json = good();
  json["capabilites"] = 1;
  EXPECT_EQ(error_of(json),
            "manifest: unknown key \"capabilites\"; did you mean \"capabilities\"?");
  json = good();
  json["limits"].as_object()["timeout"] = 1;
  EXPECT_NE(error_of(json).find("limits: unknown key \"timeout\""), std::string::npos);
}

TEST(Manifest, RefusesWhatDoesNotFitTogether) {
  const std::vector<std::tuple<const char*, boost::json::value, const char*>> cases{
      {"kind", "retial", "kind \"retial\" is not known; did you mean \"retail\"?"},
      {"kind", 5, "\"kind\" is not a text"},
      {"id", "Acme!", "\"id\" must be of lower-case letters"},
      {"capabilities", {"issue_vouchr"}, "did you mean \"issue_voucher\"?"},
      {"capabilities", {"top_up"}, "capability \"top_up\" is not known"},
      {"capabilities", boost::json::array(), "\"capabilities\" is empty"},
      {"capabilities", {"issue_voucher"}, "needs the capability \"find_issued\""},
      {"secrets", boost::json::array(), "needs the secrets"},
      {"settings", boost::json::array(), "needs the setting \"api_url\""},
      {"needs_link", "yes", "\"needs_link\" is not true or false"},
      {"limits", {{"concurrency", 0}}, "\"concurrency\" is not a whole number from 1"},
      {"settle", {{{"by", "hope"}}}, "way \"hope\" is not known"},
      {"auth", {{"type", "basics"}}, "type \"basics\" is not known; did you mean \"basic\"?"},
      {"auth", {{"type", "basic"}}, "auth of type basic needs the secrets password, username"}};
  for (const auto& [key, value, expected] : cases) {
    auto json = good();
    json[key] = value;
    EXPECT_NE(error_of(json).find(expected), std::string::npos) << error_of(json);
  }
  for (const char* needed : {"id", "name", "kind", "version"}) {
    auto json = good();
    json.erase(needed);
    EXPECT_EQ(error_of(json), std::string("manifest: \"") + needed + "\" is missing");
  }
  EXPECT_EQ(error_of("x"), "manifest: is not an object");
}

class NamedPlug final : public Plug {
 public:
  explicit NamedPlug(std::string origin, Manifest manifest = {})
      : manifest_(std::move(manifest)), origin_(std::move(origin)) {}
  const Manifest& manifest() const override { return manifest_; }
  const std::string& origin() const override { return origin_; }
  std::unique_ptr<Conversation> begin(CallContext, boost::json::value) override { return nullptr; }

 private:
  const Manifest manifest_;
  std::string origin_;
};

TEST(Registry, NamesBothOriginsOfATakenId) {
  Registry registry;
  EXPECT_TRUE(registry.add({"acme", std::make_shared<NamedPlug>("a.so"), {}, {}, {}}));
  const auto second = registry.add({"acme", std::make_shared<NamedPlug>("b.lua"), {}, {}, {}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_NE(second.error().message.find("a.so and b.lua"), std::string::npos);
  EXPECT_EQ(registry.find("acme")->plug->origin(), "a.so");
  EXPECT_EQ(registry.find("other"), nullptr);
}

TEST(Registry, NotIssuedIsNoProofWhileARequestMayStillRun) {
  using std::chrono::milliseconds;
  Manifest manifest;
  manifest.settle = {{SettleWay::repeat_same_key},
                     {SettleWay::find_issued, milliseconds(1'000)},
                     {SettleWay::reverse, milliseconds(20), "cancel_voucher", milliseconds(9'000)},
                     {SettleWay::report, milliseconds(60'000)}};
  const auto plug = std::make_shared<NamedPlug>("a.so", manifest);
  const auto ways = [&](std::int64_t timeout_ms, std::optional<Duration> given) {
    Partner partner{"acme", plug, {}, {}, {.timeout_ms = timeout_ms}};
    partner.settle_after = given;
    Registry registry;
    const auto added = registry.add(std::move(partner));
    std::vector<Duration> after;
    if (!added) {
      EXPECT_NE(added.error().message.find("deadline_ms"), std::string::npos);
      return after;
    }
    for (const auto& way : registry.find("acme")->settle) after.push_back(way.settle_after);
    return after;
  };
  const auto ms = [](std::vector<int> all) {
    std::vector<Duration> durations;
    for (const int one : all) durations.push_back(milliseconds(one));
    return durations;
  };
  EXPECT_EQ(ways(250, {}), ms({0, 1'000, 250, 60'000}));
  EXPECT_EQ(ways(5'000, {}), ms({0, 5'000, 5'000, 60'000}));
  EXPECT_EQ(ways(250, milliseconds(400)), ms({0, 400, 400, 400}));
  EXPECT_EQ(ways(5'000, milliseconds(400)), ms({0, 5'000, 5'000, 5'000}));
  EXPECT_EQ(ways(9'000, {}), ms({})) << "too late to reverse";
}

}  // namespace
}  // namespace patchbay::adapters
