#include "hub/app/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "hub/base/text.h"

namespace patchbay::app {
namespace {

const std::string hex_key(64, 'a');

/// Writes a file for one test and gives its path.
std::string write(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "config_test_" + name;
  std::ofstream(path) << text;
  return path;
}
Result<Config> load(const std::string& toml, const Environment& environment = {}) {
  return load_config(write("hub.toml", toml), environment);
}
/// The message of a load that must fail.
std::string refusal(const std::string& toml, const Environment& environment = {}) {
  const auto config = load(toml, environment);
  return config ? "it was accepted" : config.error().message;
}
void expect_part(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(Config, DefaultsNeedNoFile) {
  const auto config = load_config(std::nullopt, {});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->values.text("http.listen"), "127.0.0.1:8080");
  EXPECT_EQ(config->values.integer("worker.lease_ms"), 30'000);
  EXPECT_TRUE(config->partners.empty());
  EXPECT_TRUE(config->admin_token.empty());
  EXPECT_FALSE(config->keys);
}

TEST(Config, TheFileIsReadAndTheEnvironmentWins) {
  const std::string toml = "[http]\nlisten = \"127.0.0.1:1\"\nbody_bytes_max = 2048\n";
  const auto config = load(toml, {{"PATCHBAY_HTTP_LISTEN", "127.0.0.1:2"}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->values.text("http.listen"), "127.0.0.1:2");
  EXPECT_EQ(config->values.integer("http.body_bytes_max"), 2048);
}

TEST(Config, AnUnknownKeyNamesFileLineAndTheNearest) {
  const std::string message = refusal("[http]\n\nlisen = \"127.0.0.1:1\"\n");
  expect_part(message, "config_test_hub.toml:3: unknown setting \"http.lisen\"");
  expect_part(message, "did you mean \"http.listen\"?");
  expect_part(refusal("[htp]\n"), "config_test_hub.toml:1: unknown setting \"htp\"");
}

TEST(Config, AnUnknownVariableNamesTheNearest) {
  const std::string message = refusal("", {{"PATCHBAY_HTTP_LISEN", "x"}});
  expect_part(message, "PATCHBAY_HTTP_LISEN");
  expect_part(message, "did you mean PATCHBAY_HTTP_LISTEN?");
  EXPECT_TRUE(load("", {{"HTTP_LISEN", "x"}, {"PATCHBAY_TEST_POSTGRES", "x"}}));
}

TEST(Config, BadValuesNameTheirLine) {
  expect_part(refusal("[worker]\nlease_ms = \"soon\"\n"), ":2: setting \"worker.lease_ms\"");
  expect_part(refusal("[worker]\nlease_ms = 1\n"), "is not between 1000 and 3600000");
  expect_part(refusal("[worker]\nlease_ms = 1.5\n"), "a text, a whole number, true or false");
  expect_part(refusal("[log]\nlevel = \"loud\"\n"), "debug, info, warning or error");
  expect_part(refusal("[store]\nurl = \"mysql://x\"\n"), ":2: setting \"store.url\" must start");
  expect_part(refusal("[http]\nlisten = 8080\n"), "is not host:port");
  expect_part(refusal("organisation = \"\"\n"), "must not be empty");
  expect_part(refusal("", {{"PATCHBAY_LOG_LEVEL", "loud"}}), "PATCHBAY_LOG_LEVEL: setting");
}

TEST(Config, WhatIsNotTomlNamesItsLine) {
  expect_part(refusal("a = 1\nb = = 2\n"), "config_test_hub.toml:2: this is not TOML");
  expect_part(refusal("[http\n"), "config_test_hub.toml:1");
}

TEST(Config, AMissingFileIsNamed) {
  const auto config = load_config(testing::TempDir() + "no-such.toml", {});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, ErrorKind::not_found);
  expect_part(config.error().message, "no-such.toml");
}

TEST(Config, SecretsInTheFileAreRefusedAndNotQuoted) {
  for (const std::string name :
       {"client_secret", "webhook_secret", "client_id", "api_password", "username", "pin"}) {
    const std::string message = refusal("[partners.acme]\n" + name + " = \"hush\"\n");
    expect_part(message, ":2: \"partners.acme." + name + "\" is a secret");
    expect_part(message, "ACME_");
    EXPECT_EQ(message.find("hush"), std::string::npos);
  }
  const std::string store = refusal("[store]\nurl = \"postgresql://me:hush@localhost/x\"\n");
  expect_part(store, ":2: \"store.url\" holds a password");
  EXPECT_EQ(store.find("hush"), std::string::npos);
  EXPECT_TRUE(load("", {{"PATCHBAY_STORE_URL", "postgresql://me:hush@localhost/x"}}));
}

TEST(Config, KeysComeFromVariableOrFileButNotBoth) {
  EXPECT_TRUE(load("", {{"ENCRYPTION_KEY", hex_key}})->keys);
  const std::string file = write("keys", "k7 " + hex_key + "\n");
  EXPECT_TRUE(load("", {{"PATCHBAY_KEY_FILE", file}})->keys);
  EXPECT_TRUE(load("[security]\nkey_file = \"" + file + "\"\n")->keys);
  expect_part(refusal("", {{"PATCHBAY_KEY_FILE", file}, {"ENCRYPTION_KEY", hex_key}}), "only one");
  const std::string message = refusal("", {{"ENCRYPTION_KEY", "hush"}});
  expect_part(message, "ENCRYPTION_KEY");
  EXPECT_EQ(message.find("hush"), std::string::npos);
}

TEST(Config, TheAdminTokenComesFromVariableOrFileButNotBoth) {
  EXPECT_EQ(load("", {{"PATCHBAY_ADMIN_TOKEN", "t1"}})->admin_token.reveal(), "t1");
  const std::string toml =
      "[security]\nadmin_token_file = \"" + write("token", "t2\nmore\n") + "\"\n";
  EXPECT_EQ(load(toml)->admin_token.reveal(), "t2");
  expect_part(refusal(toml, {{"PATCHBAY_ADMIN_TOKEN", "t1"}}), "only one");
  const std::string empty = "[security]\nadmin_token_file = \"" + write("empty", "\n") + "\"\n";
  expect_part(refusal(empty), "is empty");
}

TEST(Config, ListenAddresses) {
  EXPECT_EQ(parse_listen("localhost:0")->port, 0);
  EXPECT_EQ(parse_listen("127.0.0.1:8080")->host, "127.0.0.1");
  EXPECT_EQ(parse_listen("[::1]:80")->host, "::1");
  for (const std::string bad : {"", ":80", "host", "host:", "host:x", "host:70000", "::1:80"})
    EXPECT_FALSE(parse_listen(bad)) << bad;
}

TEST(Config, TheReferenceIsAFileOfDefaults) {
  const std::string reference = config_reference();
  std::string uncommented;
  for (const auto line : split(reference, '\n')) {
    const bool is_setting = line.find(" = ") != std::string_view::npos;
    const auto text = is_setting && line.starts_with("# ") ? line.substr(2) : line;
    uncommented.append(text).append("\n");
    if (line.starts_with("# A partner:")) break;
  }
  const auto config = load(uncommented);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->values.all(), load_config(std::nullopt, {})->values.all());
  for (const auto& field : config_fields())
    EXPECT_NE(reference.find(*field.default_value), std::string::npos) << field.name;
}

}  // namespace
}  // namespace patchbay::app
