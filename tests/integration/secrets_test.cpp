// No secret in anything that a full run writes: logs, outputs, answers, store, books, /proc.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "hub/app/files.h"
#include "hub/app/sealed_columns.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/key_ring.h"
#include "hub/crypto/sealed_context.h"
#include "hub/http/server.h"
#include "hub/loyalty/orders.h"
#include "hub/policy/policy.h"
#include "hub/store/dynamic.h"
#include "hub/store/store.h"
#include "tests/integration/api_client.h"
#include "tests/support/leaks.h"
#include "tests/support/process.h"
#include "tests/support/stores.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

/// A partner that hands back whatever it is sent, as an error page or in an OAuth error.
Async<http::Response> echo(http::Request request) {
  std::string sent = request.target + " " + request.body;
  for (const auto& [name, value] : request.headers) sent += " " + std::string(value);
  http::Response response;
  response.status = request.path().find("token") != std::string_view::npos ? 400 : 500;
  response.headers.add("Content-Type", "application/json");
  for (char& c : sent)
    if (c == '"' || c == '\\') c = ' ';
  response.body = R"({"error": "invalid_client", "error_description": ")" + sent + "\"}";
  co_return response;
}

class Secrets : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    std::filesystem::create_directories(folder_.path("data"));
    std::filesystem::create_directories(folder_.path("serve"));
    give("admin.token", "admin token", admin_);
    give("partner.secret", "partner secret", partner_);
    give("webhook.secret", "webhook secret", "whsec_d2ViaG9va2NhbmFyeTEyMzQ1Njc4OTAxMjM0NTY=");
    give("keys", "", "k1 " + key_);
    leaks_.add("ring key", key_);
    leaks_.add("ring key bytes", crypto::from_hex(key_).value());
    leaks_.add("webhook key", "webhookcanary1234567890123456");
    for (const auto& [name, value] : personal_) leaks_.add(name, value);
    for (const auto& [name, value] : serve_secrets_) leaks_.add(name, value);
  }
  /// A secret of the demo, made before it would make its own.
  void give(const std::string& file, const std::string& name, const std::string& value) {
    std::ofstream(folder_.path("data/" + file)) << value << "\n";
    if (!name.empty()) leaks_.add(name, value);
  }
  void keep(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path(name), std::ios::app) << text << "\n";
  }
  void keep(const std::string& name, const Answer& answer) {
    std::string text = std::to_string(answer.status) + " " + answer.body;
    for (const auto& [header, value] : answer.headers) text += "\n" + header + ": " + value;
    keep(name, text);
  }
  bool is_sqlite() const { return GetParam() == store::Dialect::sqlite; }
  std::string store_url() const {
    return is_sqlite() ? "sqlite://" + folder_.path("data/patchbay.db") : url();
  }
  /// PostgreSQL keeps what was written elsewhere.
  void fetch_store() {
    if (is_sqlite()) return;
    const std::string name = "application_name=";
    const auto begin = url().find(name) + name.size();
    const auto schema = url().substr(begin, url().find('&', begin) - begin);
    const auto done =
        run({"/usr/bin/env", "pg_dump", "--inserts", "--schema=" + schema,
             "--file=" + folder_.path("store.sql"), url().substr(0, url().find('?'))});
    EXPECT_EQ(done.code, 0) << done.error;
    std::stringstream dump;
    dump << std::ifstream(folder_.path("store.sql")).rdbuf();
    EXPECT_NE(dump.str().find("canary-customer"), std::string::npos) << "the dump is not the store";
  }

  /// Everything sealed in the store, opened: tokens, accounts, codes, contacts.
  void add_what_is_sealed() {
    const auto ring = crypto::KeyRing::parse("k1 " + key_).value();
    const auto store = store::open_store({.url = store_url()}).value();
    store->run_blocking(store::Access::read, [&](store::Session& session) {
      for (const auto& column : app::all_sealed_columns()) {
        std::string keys;
        for (const auto& key : column.keys) keys += key.name + ", ";
        std::vector<store::ColumnType> types(column.keys.size() + 1, store::ColumnType::text);
        store::run_dynamic(
            session,
            "SELECT " + keys + column.column + " FROM " + column.table + " WHERE " + column.column +
                " <> '' LIMIT 20",
            {}, types, [&](const store::ColumnReader& row) {
              std::vector<std::string> key;
              for (std::size_t i = 0; i < column.keys.size(); ++i) key.push_back(row.text(i));
              const auto context = crypto::sealed_context(column.table, key, column.column);
              const auto plain = ring.open(row.text(key.size()), context).value();
              if (plain.reveal().size() >= 8)
                leaks_.add(column.table + "." + column.column, std::string(plain.reveal()));
            });
      }
    });
  }
  void demo() {
    const auto done =
        run({patchbay_binary(), "demo", "--data", folder_.path("data"), "--listen", "127.0.0.1:0",
             "--store", store_url(), "--report", folder_.path("report.json")});
    ASSERT_EQ(done.code, 0) << done.error;
    keep("demo.out", done.output + done.error);
  }
  /// A credential of the hub itself; its secret.
  std::string hand_out_credential(const std::string& partner_url) {
    const auto made = run({patchbay_binary(), "credential", "create", "--role", "owner", "--name",
                           "anna", "--out", folder_.path("data/anna.key")},
                          environment(partner_url));
    EXPECT_EQ(made.code, 0) << made.error;
    keep("credential.out", made.output + made.error);
    std::ifstream file(folder_.path("data/anna.key"));
    std::string line;
    while (std::getline(file, line))
      if (line.starts_with("secret=")) return line.substr(std::string("secret=").size());
    ADD_FAILURE() << "no secret was handed out";
    return "none-was-handed-out";
  }
  void order_rewards() {
    const auto policies = policy::make_fixed_book(
        policy::Policy::load(source_folder() + "/examples/policies").value());
    const auto store = store::open_store({.url = store_url()}).value();
    const std::vector<loyalty::Order> orders{
        {"test", "late", "canary-customer", {50'000, find_currency("USD").value()}, {1}}};
    SeededRandom random(1);
    store->run_blocking(store::Access::write, [&](store::Session& session) {
      loyalty::post_orders(session, "demo", *policies, orders, system_clock(), random);
    });
  }
  bool was_tried() const {
    const auto store = store::open_store({.url = store_url()}).value();
    return store->run_blocking(store::Access::read, [&](store::Session& session) {
      return store::query_value<std::int64_t>(session, "SELECT COUNT(*) FROM job_failures") > 0;
    });
  }
  std::map<std::string, std::string> environment(const std::string& partner_url) const {
    std::map<std::string, std::string> given{{"PATCHBAY_ADMIN_TOKEN", admin_},
                                             {"PATCHBAY_KEY_FILE", folder_.path("data/keys")},
                                             {"PATCHBAY_HTTP_LISTEN", "127.0.0.1:0"},
                                             {"PATCHBAY_ORGANISATION", "demo"},
                                             {"PATCHBAY_LOG_LEVEL", "debug"},
                                             {"PATCHBAY_LIMITS_REFUSED", "off"},
                                             {"PATCHBAY_LOG_FILE", folder_.path("serve.log")},
                                             {"PATCHBAY_STORE_URL", store_url()},
                                             {"PATCHBAY_PATHS_DATA", folder_.path("serve")},
                                             {"WOOLWORTHS_API_URL", partner_url},
                                             {"COLES_API_URL", partner_url},
                                             {"COLES_CLIENT_ID", "an-id-that-is-no-secret"}};
    for (const auto& [name, value] : serve_secrets_) given[name] = value;
    return given;
  }
  /// Requests good and bad that carry secrets.
  void ask(const std::string& api, const std::string& credential) {
    const auto mine = curl(api + "/api/v1/rewards", {"-H", "Authorization: Bearer " + credential});
    EXPECT_EQ(mine.status, 200) << mine.body;
    keep("answers", mine);
    const std::string good = "Authorization: Bearer " + admin_;
    const std::string contact = api + "/api/v1/customers/canary-customer/contact";
    const auto json = [](const std::string& text) { return std::vector<std::string>{"-d", text}; };
    const auto with = [](std::vector<std::string> flags, const std::vector<std::string>& more) {
      flags.insert(flags.end(), more.begin(), more.end());
      return flags;
    };
    const std::string person = R"({"name": ")" + personal_.at("name") + R"(", "phone": ")" +
                               personal_.at("phone") + R"(", "email": ")" + personal_.at("email") +
                               "\"}";
    const auto put = curl(contact, with({"-X", "PUT", "-H", good}, json(person)));
    EXPECT_EQ(put.status, 200) << put.body;
    keep("answers", put);
    keep("answers", curl(contact, {"-H", good}));
    const auto found =
        curl(api + "/api/v1/customers/search",
             with({"-H", good}, json(R"({"email": ")" + personal_.at("email") + "\"}")));
    EXPECT_NE(found.body.find("canary-customer"), std::string::npos) << found.body;
    keep("answers", found);
    keep("answers", curl(contact, with({"-X", "PUT", "-H", good},
                                       json(R"({"phone": ")" + personal_.at("email") + "\"}"))));
    for (const auto& [name, secret] : serve_secrets_) {
      keep("answers", curl(api + "/api/v1/rewards", {"-H", "Authorization: Bearer " + secret}));
      keep("answers", curl(api + "/api/v1/rewards", {"-H", "Authorization: Basic " + secret}));
      keep("answers", curl(api + "/api/v1/rewards", {"-u", "admin:" + secret}));
      keep("answers", curl(api + "/api/v1/switches/read_only",
                           with({"-X", "PUT", "-H", good}, json("{" + secret))));
      keep("answers", curl(api + "/api/v1/dead-letters/redrive",
                           with({"-H", good, "-H", "Idempotency-Key: x"},
                                json(R"({"ids": [")" + secret + "\"]}"))));
    }
    for (const char* path : {"/metrics", "/openapi.json", "/healthz", "/readyz"})
      keep("answers", curl(api + path));
    for (const char* path : {"/api/v1/rewards", "/api/v1/audit", "/api/v1/partners",
                             "/api/v1/dead-letters", "/api/v1/hubs"})
      keep("answers", curl(api + path, {"-H", good}));
  }

  const std::string admin_ = "admin-canary-6f1c/+%&-5f2a9d0c17e84b63";
  const std::string partner_ = "partner-canary-8d21/+=-77aa10b2c3d4e5f6";
  const std::string key_ = "c0ffee11d00dfeedc0ffee22d00dfeedc0ffee33d00dfeedc0ffee44d00dfeed";
  const std::map<std::string, std::string> personal_{{"name", "Canaryella Zwitscher-Käfig"},
                                                     {"phone", "+61 491 570 156"},
                                                     {"email", "canaryella@zwitscher.example"}};
  const std::map<std::string, std::string> serve_secrets_{
      {"WOOLWORTHS_CLIENT_ID", "client-id-canary-13579"},
      {"WOOLWORTHS_CLIENT_SECRET", "client-canary-/+%-0a1b2c3d4e5f"},
      {"WOOLWORTHS_WEBHOOK_SECRET", "whsec_c2VydmVjYW5hcnkxMjM0NTY3ODkwMTIzNDU2"},
      {"COLES_CLIENT_SECRET", "coles-canary-9f8e7d6c5b4a3210"}};
  TempFolder folder_;
  LeakCheck leaks_;
};
PATCHBAY_ON_BOTH_STORES(Secrets);

TEST(LeakCheckTest, finds_every_form) {
  LeakCheck check;
  check.add("s", "a-secret/?&=of length");
  const std::string secret = "a-secret/?&=of length";
  EXPECT_EQ(check.find("x", "… " + secret + " …").size(), 1U);
  EXPECT_EQ(check.find("x", crypto::to_hex(crypto::bytes_of(secret))).size(), 1U);
  for (const char* id : {"", "a:", "id:", "cli:"})
    EXPECT_GE(check.find("x", crypto::to_base64(crypto::bytes_of(id + secret))).size(), 1U) << id;
  EXPECT_EQ(check.find("x", http::percent_encode(secret)).size(), 1U);
  EXPECT_TRUE(check.find("x", "a-secret").empty());
}

TEST_P(Secrets, stand_in_nothing_that_a_full_run_writes) {
  demo();
  if (HasFatalFailure()) return;
  order_rewards();
  const auto loops = http::start_loops(1);
  const auto partner = http::start_server(*loops, {}, echo).value();
  const auto credential = hand_out_credential(partner->url());
  leaks_.add("credential", credential);
  {
    Process hub({patchbay_binary(), "serve"}, environment(partner->url()));
    const std::string api = serving_at(hub);
    ASSERT_FALSE(api.empty()) << hub.standard_error();
    ask(api, credential);
    EXPECT_TRUE(wait_until([&] { return was_tried(); })) << "no call met the partner that echoes";
    keep("proc", seen_of_process(hub.pid()));
    stop_in_good_order(hub);
    keep("serve.out", hub.standard_output() + hub.standard_error());
  }
  // Starts that fail: another key, a ring that is none, two sources.
  const std::string other_key = "bad0bad0" + key_.substr(8);
  leaks_.add("other key", other_key);
  std::ofstream(folder_.path("data/keys.broken")) << other_key << " k1\n";
  auto wrong = environment(partner->url());
  wrong.erase("PATCHBAY_KEY_FILE");
  wrong["ENCRYPTION_KEY"] = other_key;
  const auto refused = run({patchbay_binary(), "serve"}, wrong);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("key \"k1\" with other bytes"), std::string::npos) << refused.error;
  wrong["PATCHBAY_KEY_FILE"] = folder_.path("data/keys");
  const auto twice = run({patchbay_binary(), "serve"}, wrong);
  wrong.erase("ENCRYPTION_KEY");
  wrong["PATCHBAY_KEY_FILE"] = folder_.path("data/keys.broken");
  const auto broken = run({patchbay_binary(), "serve"}, wrong);
  EXPECT_EQ(twice.code, 1);
  EXPECT_EQ(broken.code, 1);
  keep("failed.out", refused.output + refused.error + twice.error + broken.error);

  EXPECT_EQ(leaks_.find_in(folder_.path("data/sandbox"), {}), std::vector<std::string>())
      << "the partner's books hold accounts and codes, and nothing of the hub's";
  const auto known = leaks_.size();
  add_what_is_sealed();
  ASSERT_GT(leaks_.size(), known) << "nothing was sealed: the run was not a full one";
  fetch_store();
  // Where the secrets come from, and the partner's own books: it knows accounts and codes.
  const auto found =
      leaks_.find_in(folder_.path(), {"data/admin.token", "data/anna.key", "data/partner.secret",
                                      "data/webhook.secret", "data/keys", "data/sandbox/"});
  EXPECT_EQ(found, std::vector<std::string>());
  EXPECT_FALSE(leaks_.find_in(folder_.path("data"), {"sandbox/", "patchbay.db"}).empty())
      << "the files of the secrets themselves show that the check looks";
}

}  // namespace
}  // namespace patchbay::test
