// One suite for every strategy: the caller, the hub's own client and token source, against a real
// server that checks the proof; with mutual TLS where the strategy wants it.

#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>

#include "adapters/auth.h"
#include "adapters/exchange_store.h"
#include "hub/base/log.h"
#include "hub/http/client_identity.h"
#include "hub/http/server.h"
#include "tests/support/run_on.h"
#include "tests/unit/adapters/auth_strategies.h"
#include "tests/unit/adapters/caller_support.h"

namespace patchbay::adapters {
namespace {

using testing::Strategy;

constexpr const char* step_path = "/departures/1071";

void shell(const std::string& command) {
  ASSERT_EQ(std::system((command + " >/dev/null 2>&1").c_str()), 0) << command;
}

/// A CA, a server of it and a client of it, made by the openssl command once.
class Certificates {
 public:
  Certificates() {
    const std::string fresh = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    shell("openssl req -x509" + fresh + " -subj /CN=ca -keyout " + file("ca.key") + " -out " +
          file("ca.pem"));
    std::ofstream(file("names")) << "subjectAltName=DNS:localhost\n";
    for (const std::string name : {"localhost", "hub"}) {
      shell("openssl req" + fresh + " -subj /CN=" + name + " -keyout " + file(name + ".key") +
            " -out " + file(name + ".csr"));
      shell("openssl x509 -req -days 2 -in " + file(name + ".csr") + " -CA " + file("ca.pem") +
            " -CAkey " + file("ca.key") + " -CAcreateserial -extfile " + file("names") + " -out " +
            file(name + ".pem"));
    }
  }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

 private:
  TemporaryFolder folder_;
};

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

/// A partner over real sockets: a token endpoint, and a path that only a proof opens.
class CheckingPartner {
 public:
  CheckingPartner(http::Loops& loops, const Strategy& strategy) : strategy_(strategy) {
    http::ServerOptions options;
    if (strategy.needs_certificate) {
      options.tls_certificate_file = certificates().file("localhost.pem");
      options.tls_key_file = certificates().file("localhost.key");
      options.tls_client_ca_file = certificates().file("ca.pem");
    }
    auto answer = [this](http::Request request) { return answer_to(std::move(request)); };
    server_ = std::move(*http::start_server(loops, options, answer));
  }
  std::string url() const {
    const std::string scheme = strategy_.needs_certificate ? "https" : "http";
    return scheme + "://localhost:" + std::to_string(server_->port()) + "/v3";
  }
  std::atomic<int> seen = 0, tokens = 0;
  std::atomic<bool> forgets_tokens = false;  ///< the first one it gave is no longer good
  std::atomic<bool> refuses = false;         ///< whatever is proved

 private:
  Async<http::Response> answer_to(http::Request request) {
    if (request.path() == "/v3/token") {
      const std::string token = "secret-token-" + std::to_string(++tokens);
      co_return http::json_response(
          200, boost::json::serialize(boost::json::object{
                   {"access_token", token}, {"token_type", "Bearer"}, {"expires_in", 3600}}));
    }
    ++seen;
    const int good = forgets_tokens ? std::max(2, tokens.load()) : tokens.load();
    const bool proved = strategy_.proves(request, "secret-token-" + std::to_string(good));
    co_return http::Response{proved && !refuses ? 200 : 401, {}, "ok"};
  }

  const Strategy& strategy_;
  std::unique_ptr<http::Server> server_;
};

class StrategyTest : public ::testing::TestWithParam<Strategy> {
 protected:
  void SetUp() override {
    set_log_sink([this](LogLevel, std::string_view line) {
      const std::lock_guard lock(mutex_);
      written_ += std::string(line) + "\n";
    });
    loops_ = http::start_loops(1);
    server_loops_ = http::start_loops(1);
    client_ = http::make_client(loops_->at(0), {});
    store_ =
        store::open_store({.url = "sqlite://" + (folder_.path() / "store.db").string()}).value();
    tokens_ = oauth::make_token_source(*store_, keys_, system_clock());
    caller_ = make_caller(*store_, *loops_, *tokens_,
                          [this]() -> http::Client& { return *client_; }, system_clock(), {});
    partner_server_ = std::make_unique<CheckingPartner>(*server_loops_, GetParam());
    partner_ = make(GetParam().secrets);
    auto auth = make_authenticator(partner_);
    ASSERT_TRUE(auth) << auth.error().message;
    partner_.auth = *auth;
  }
  void TearDown() override {
    caller_.reset();
    std::promise<void> gone;
    boost::asio::post(loops_->at(0), [&] {
      client_.reset();
      gone.set_value();
    });
    gone.get_future().wait();
    partner_server_.reset();
    loops_->stop();
    server_loops_->stop();
    store_.reset();
    tokens_.reset();
    set_log_sink(nullptr);
  }

  Partner make(const std::map<std::string, std::string>& secrets) {
    Manifest manifest;
    manifest.id = "acme";
    manifest.kind = "utility";
    manifest.capabilities = {"get_account"};
    Field url;
    url.name = "api_url";
    url.type = FieldType::url;
    manifest.settings = {url};
    manifest.auth = read_auth(boost::json::parse(GetParam().auth)).value();
    Partner partner;
    partner.id = "acme";
    partner.limits = manifest.limits;
    partner.settings =
        FieldValues::check(manifest.settings, {{"api_url", partner_server_->url()}}).value();
    for (const auto& [name, text] : secrets) partner.secrets[name] = Secret(text);
    if (GetParam().needs_certificate)
      partner.identity = http::ClientIdentity::load({certificates().file("hub.pem"),
                                                     certificates().file("hub.key"),
                                                     certificates().file("ca.pem")})
                             .value();
    const HttpStep step{"GET", step_path, {}, "", false};
    partner.plug = std::make_shared<testing::ScriptedPlug>(
        std::move(manifest), testing::one_step(step, [](const Reply& reply) {
          const auto* response = testing::response_of(reply);
          if (!response) return retryable("no answer");
          if (response->status != 200) return rejected("refused", "it said 401");
          return succeeded(
              {{"account", "a"}, {"status", "open"}, {"balance_minor", 1}, {"currency", "AUD"}});
        }));
    return partner;
  }

  Outcome call() {
    Call call;
    call.organisation = "org";
    call.partner = PartnerPtr(PartnerPtr(), &partner_);
    call.capability = "get_account";
    call.reference = "ref";
    call.request = {{"account", "a"}};
    return run_on(loops_->at(0), caller_->call(std::move(call)));
  }

  /// All that the run wrote: the log, the records of exchanges and whatever else is stored.
  std::string written() {
    caller_.reset();  // waits for the records
    std::string all = store_->run_blocking(store::Access::read, [](store::Session& session) {
      std::string rows;
      for (const auto& row : list_exchanges(session, "org", "ref", 100))
        rows += row.method + " " + row.path + " " + row.stage + " " + row.outcome + "\n";
      return rows;
    });
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      std::ifstream bytes(file.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(bytes), {});
    }
    const std::lock_guard lock(mutex_);
    return all + written_;
  }

  std::mutex mutex_;
  std::string written_;
  TemporaryFolder folder_;
  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  std::unique_ptr<http::Loops> loops_, server_loops_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<oauth::TokenSource> tokens_;
  std::unique_ptr<Caller> caller_;
  std::unique_ptr<CheckingPartner> partner_server_;
  Partner partner_;
};

INSTANTIATE_TEST_SUITE_P(Every, StrategyTest, ::testing::ValuesIn(testing::strategies()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(StrategyTest, SendsTheRightProofEveryTime) {
  for (int i = 0; i < 3; ++i) {
    const auto outcome = call();
    EXPECT_EQ(outcome.kind, OutcomeKind::succeeded) << outcome.message;
  }
  EXPECT_EQ(partner_server_->seen, 3);
  EXPECT_EQ(partner_server_->tokens, GetParam().has_token ? 1 : 0);
}

TEST_P(StrategyTest, ARefusalLeadsToAtMostOneNewProofAndOneRepeat) {
  partner_server_->refuses = true;
  EXPECT_EQ(call().kind, OutcomeKind::rejected);
  EXPECT_EQ(partner_server_->seen, GetParam().has_token ? 2 : 1);
  EXPECT_LE(partner_server_->tokens, GetParam().has_token ? 2 : 0);
}

TEST_P(StrategyTest, ATokenThatWentBadIsReplacedInTheSameCall) {
  if (!GetParam().has_token) GTEST_SKIP() << "it has no token";
  EXPECT_EQ(call().kind, OutcomeKind::succeeded);
  partner_server_->forgets_tokens = true;
  EXPECT_EQ(call().kind, OutcomeKind::succeeded);
  EXPECT_EQ(partner_server_->tokens, 2);
  EXPECT_EQ(partner_server_->seen, 3);
}

TEST_P(StrategyTest, WithoutOneOfItsSecretsNothingStarts) {
  for (const auto& [name, text] : GetParam().secrets) {
    auto secrets = GetParam().secrets;
    secrets.erase(name);
    const auto made = make_authenticator(make(secrets));
    ASSERT_FALSE(made) << name;
    EXPECT_NE(made.error().message.find("lacks the secret \"" + name + "\""), std::string::npos);
    EXPECT_EQ(made.error().message.find(text), std::string::npos);
    EXPECT_FALSE(Registry().add(make(secrets)));
  }
  if (!GetParam().needs_certificate) return;
  Partner nameless = make(GetParam().secrets);
  nameless.identity = nullptr;
  const auto made = make_authenticator(nameless);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("tls_certificate and tls_key"), std::string::npos);
}

TEST_P(StrategyTest, NoSecretIsWrittenAnywhere) {
  call();
  partner_server_->refuses = true;
  const auto refused = call();
  partner_server_.reset();  // and one whose partner is gone
  const auto failed = call();
  const std::string all = written() + refused.message + failed.message;
  EXPECT_NE(all.find(step_path), std::string::npos);
  for (const auto& [name, text] : GetParam().secrets) {
    if (name == "client_id") continue;  // an id: it is no secret to the partner's users
    EXPECT_EQ(all.find(text), std::string::npos) << name;
  }
  EXPECT_EQ(all.find("secret-token-"), std::string::npos);
  EXPECT_EQ(all.find("signature="), std::string::npos);
}

}  // namespace
}  // namespace patchbay::adapters
