#include "webhooks/decoder.h"

#include <future>

#include "hub/events/catalogue.h"
#include "hub/http/loops.h"
#include "hub/jobs/dead_letters.h"
#include "tests/unit/webhooks/inbox_support.h"
#include "webhooks/burial.h"
#include "webhooks/inbox_rows.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

const std::string redeemed_body =
    R"({"id":"e1","type":"voucher.used","data":{"reference":"rwd_1","amount_minor":2000,)"
    R"("currency":"AUD"}})";

const std::string mapped = R"(webhook = { scheme = "standard",
  events = { ["voucher.used"] = "voucher.redeemed" } })";
const std::string decoding = R"(webhook = { scheme = "standard", decode = function(webhook)
  local told = webhook.json
  if told.type ~= "voucher.used" then return {} end
  return { { type = "voucher.redeemed", reference = told.data.reference, customer = "42",
    data = { amount_minor = told.data.amount_minor, currency = told.data.currency } } }
end })";

std::string script_of(const std::string& webhook) {
  return "return { id = \"coles\", name = \"Coles\", kind = \"retail\", version = \"1.0.0\","
         " capabilities = { issue_voucher = function() end }, " +
         webhook + " }";
}

/// Decodes nothing until it may go on.
class StuckPlug final : public adapters::Plug {
 public:
  StuckPlug(std::shared_ptr<Plug> like, std::shared_future<void> may_go_on)
      : like_(std::move(like)), may_go_on_(std::move(may_go_on)) {}
  const adapters::Manifest& manifest() const override { return like_->manifest(); }
  const std::string& origin() const override { return like_->origin(); }
  std::unique_ptr<adapters::Conversation> begin(adapters::CallContext,
                                                boost::json::value) override {
    return nullptr;
  }
  Result<boost::json::value> decode_webhook(const boost::json::value&) override {
    may_go_on_.wait();
    return boost::json::value(boost::json::array());
  }

 private:
  const std::shared_ptr<Plug> like_;
  const std::shared_future<void> may_go_on_;
};

class DecoderTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    if (IsSkipped()) return;
    loops_ = http::start_loops(1);
    use(mapped);
  }
  void TearDown() override {
    handler_ = {};
    if (loops_) loops_->stop();
    threads_.reset();
    if (!IsSkipped()) close();  // its threads still know the loops
    loops_.reset();
    InboxTest::TearDown();
  }

  /// The plug is this from now on.
  void use(const std::string& webhook) {
    std::ofstream(folder_.path() / "partner.lua") << script_of(webhook);
    use(adapters::lua::load_plug(folder_.path()).value());
  }
  void use(std::shared_ptr<adapters::Plug> plug) {
    adapters::Partner partner{"coles", std::move(plug), {}, {}, {}};
    if (registry_.find("coles"))
      registry_.replace(adapters::complete(std::move(partner)).value());
    else
      registry_.add(std::move(partner)).value();
    handler_ = make_decoder({store(), registry_, clock_, hooks_, [] {}, threads_, slice_time_max_});
  }
  /// Runs what is due; how each ended, with dead letters and retries as the worker would have them.
  std::vector<jobs::End> work() {
    std::vector<jobs::End> ends;
    for (auto& job : claim()) {
      ends.push_back(run_on(loops_->at(0), handler_(job)));
      write([&](store::Session& s) {
        const jobs::Finished finished{job.id, job.lease, ends.back()};
        jobs::finish(s, {&finished, 1});
      });
    }
    return ends;
  }
  std::string state_of(const std::string& dedup) {
    return text("SELECT state FROM inbound_events WHERE dedup_key = '" + dedup + "'");
  }

  TemporaryFolder folder_;
  PartnerEventHooks hooks_;
  std::shared_ptr<adapters::PlugThreads> threads_ = std::make_shared<adapters::PlugThreads>(1);
  std::chrono::milliseconds slice_time_max_{60'000};
  adapters::Registry registry_;
  std::unique_ptr<http::Loops> loops_;
  jobs::Handler handler_;
};
PATCHBAY_ON_BOTH_STORES(DecoderTest);

TEST_P(DecoderTest, a_map_of_types_is_enough) {
  keep_all({inbound("e1", redeemed_body, "voucher.used"), inbound("e2", "{}", "ping")});
  for (const auto& end : work()) EXPECT_TRUE(std::holds_alternative<jobs::Done>(end));
  EXPECT_EQ(state_of("e1"), "decoded");
  EXPECT_EQ(state_of("e2"), "ignored");
  EXPECT_EQ(count("events"), 1);
  EXPECT_EQ(text("SELECT type FROM events"), "voucher.redeemed");
  const auto data = boost::json::parse(text("SELECT data FROM events"));
  EXPECT_EQ(data.at("partner").as_string(), "coles");
  EXPECT_EQ(data.at("reference").as_string(), "rwd_1");
  EXPECT_EQ(data.at("amount_minor").as_int64(), 2000);
}

TEST_P(DecoderTest, a_map_with_places_reads_bodies_of_any_form) {
  use(R"(webhook = { scheme = "standard", events = { ["card.used"] = {
    type = "voucher.redeemed", reference = "/card/order", customer = "/card/owner",
    data = { amount_minor = "/card/cents", currency = "/currency" } } } })");
  keep_all({inbound("e1", R"({"card":{"order":"rwd_1","owner":42,"cents":2000},"currency":"AUD"})",
                    "card.used"),
            inbound("e2", R"({"card":{"owner":42}})", "card.used")});
  work();
  EXPECT_EQ(state_of("e1"), "decoded");
  const auto data = boost::json::parse(text("SELECT data FROM events"));
  EXPECT_EQ(data, boost::json::parse(R"({"partner": "coles", "customer": "42",
      "reference": "rwd_1", "amount_minor": 2000, "currency": "AUD"})"));
  clock_.advance(std::chrono::seconds(2));
  const auto ends = work();
  ASSERT_EQ(ends.size(), 1u);
  ASSERT_TRUE(std::holds_alternative<jobs::Dead>(ends[0]));
  EXPECT_NE(std::get<jobs::Dead>(ends[0]).reason.find("at /card/order"), std::string::npos);
}

TEST_P(DecoderTest, a_function_of_the_plug_decides_by_itself) {
  use(decoding);
  keep_all({inbound("e1", redeemed_body), inbound("e2", R"({"type":"other"})")});
  work();
  EXPECT_EQ(state_of("e1"), "decoded");
  EXPECT_EQ(state_of("e2"), "ignored");
  EXPECT_EQ(text("SELECT subject FROM events"), "42");
}

TEST_P(DecoderTest, running_a_job_again_has_no_second_effect) {
  int followed = 0;
  hooks_["voucher.redeemed"] = [&](auto&, auto&, auto&, auto) {
    ++followed;
    return Followed::yes;
  };
  use(mapped);
  keep_all({inbound("e1", redeemed_body, "voucher.used")});
  auto jobs = claim();
  for (int i = 0; i < 3; ++i) run_on(loops_->at(0), handler_(jobs.at(0)));
  EXPECT_EQ(followed, 1);
  EXPECT_EQ(count("events"), 1);
}

TEST_P(DecoderTest, a_decode_failure_is_a_dead_letter_that_a_mended_plug_decodes) {
  use(decoding);
  const std::string raw("\xff not json", 9);
  keep_all({inbound("good", redeemed_body), inbound("bad", raw), inbound("fine", redeemed_body)});
  work();  // the batch hands the bad one to a job of its own
  EXPECT_EQ(state_of("good"), "decoded");
  EXPECT_EQ(state_of("fine"), "decoded");
  clock_.advance(std::chrono::seconds(2));
  const auto ends = work();
  ASSERT_EQ(ends.size(), 1u);
  ASSERT_TRUE(std::holds_alternative<jobs::Dead>(ends[0]));
  const auto reason = std::get<jobs::Dead>(ends[0]).reason;
  EXPECT_NE(reason.find("partner.lua:"), std::string::npos) << reason;
  EXPECT_EQ(state_of("bad"), "dead");
  const auto letters =
      read([](store::Session& s) { return jobs::list_dead(s, {programme}, 0, 10); });
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].partner, "coles");
  const auto kept =
      read([&](store::Session& s) { return find_inbound_body(s, programme, letters[0].key); });
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->body, raw);

  use(R"(webhook = { scheme = "standard", decode = function(webhook) return {} end })");
  write([&](store::Session& s) { jobs::redrive(s, {{letters[0].id}}, clock_.now()); });
  for (const auto& end : work()) EXPECT_TRUE(std::holds_alternative<jobs::Done>(end));
  EXPECT_EQ(state_of("bad"), "ignored");
}

TEST_P(DecoderTest, an_event_that_the_catalogue_does_not_know_is_dead_before_any_effect) {
  hooks_["voucher.redeemed"] = [](auto&, auto&, auto&, auto) -> Followed {
    throw std::logic_error("must not be asked");
  };
  use(R"(webhook = { scheme = "standard", decode = function(webhook) return {
    { type = "voucher.redeemed", reference = "r", data = { amount_minor = 1, currency = "AUD" } },
    { type = "voucher.reedemed" } } end })");
  keep_all({inbound("e1")});
  const auto ends = work();
  ASSERT_TRUE(std::holds_alternative<jobs::Dead>(ends.at(0)));
  EXPECT_NE(std::get<jobs::Dead>(ends[0]).reason.find("voucher.reedemed"), std::string::npos);
  EXPECT_EQ(count("events"), 0);
}

TEST_P(DecoderTest, what_is_not_issued_yet_is_decoded_later) {
  Followed answer = Followed::not_yet;
  hooks_["voucher.redeemed"] = [&](auto&, auto&, PartnerEvent& event, auto) {
    event.customer = "7";
    return answer;
  };
  use(mapped);
  keep_all({inbound("e1", redeemed_body, "voucher.used")});
  const auto ends = work();
  ASSERT_TRUE(std::holds_alternative<jobs::Again>(ends.at(0)));
  EXPECT_EQ(std::get<jobs::Again>(ends[0]).at, noon + std::chrono::seconds(1));
  EXPECT_EQ(state_of("e1"), "received");
  EXPECT_EQ(count("events"), 0);
  answer = Followed::yes;
  auto job = jobs::Job{};
  job.organisation = programme;
  job.payload = text("SELECT payload FROM jobs");
  job.attempt = 2;
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), handler_(job))));
  EXPECT_EQ(text("SELECT subject FROM events"), "7");
}

TEST_P(DecoderTest, what_is_never_issued_is_dead_in_the_end) {
  hooks_["voucher.redeemed"] = [](auto&, auto&, auto&, auto) { return Followed::not_yet; };
  use(mapped);
  keep_all({inbound("e1", redeemed_body, "voucher.used")});
  auto job = claim().at(0);
  job.attempt = 19;
  EXPECT_TRUE(std::holds_alternative<jobs::Again>(run_on(loops_->at(0), handler_(job))));
  EXPECT_EQ(state_of("e1"), "received");
  job.attempt = 20;
  EXPECT_TRUE(std::holds_alternative<jobs::Dead>(run_on(loops_->at(0), handler_(job))));
  EXPECT_EQ(state_of("e1"), "dead");
  EXPECT_NE(text("SELECT reason FROM inbound_events").find("rwd_1: it is not issued here yet"),
            std::string::npos);
}

TEST_P(DecoderTest, what_finds_no_thread_is_never_dead_for_that) {
  std::promise<void> released;
  threads_->post([may_go_on = released.get_future().share()] { may_go_on.wait(); });
  slice_time_max_ = std::chrono::milliseconds(1);
  use(mapped);
  keep_all({inbound("e1", redeemed_body, "voucher.used")});
  auto job = claim().at(0);
  job.attempt = 20;  // of something of its own this would be the last
  const auto end = run_on(loops_->at(0), handler_(job));
  ASSERT_TRUE(std::holds_alternative<jobs::Again>(end));
  EXPECT_NE(std::get<jobs::Again>(end).reason.find("other plugs took"), std::string::npos);
  EXPECT_EQ(state_of("e1"), "received");
  released.set_value();
  slice_time_max_ = std::chrono::seconds(60);
  use(mapped);
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), handler_(job))));
  EXPECT_EQ(state_of("e1"), "decoded");
}

TEST_P(DecoderTest, a_plug_that_does_not_come_back_buries_its_webhook_and_holds_up_no_other) {
  use(decoding);
  std::promise<void> released;
  const auto may_go_on = released.get_future().share();
  slice_time_max_ = std::chrono::milliseconds(100);
  use(std::make_shared<StuckPlug>(registry_.find("coles")->plug, may_go_on));
  keep_all({inbound("e1", redeemed_body)});
  const auto job = claim().at(0);
  // On a busy machine the thread may be late; then the webhook waits.
  for (int i = 0; i < 20 && state_of("e1") == "received"; ++i) run_on(loops_->at(0), handler_(job));
  EXPECT_EQ(state_of("e1"), "dead");
  EXPECT_NE(text("SELECT reason FROM inbound_events").find("partner.lua did not come back"),
            std::string::npos);
  slice_time_max_ = std::chrono::seconds(60);
  use(mapped);
  keep_all({inbound("e2", redeemed_body, "voucher.used")});
  work();
  EXPECT_EQ(state_of("e2"), "decoded") << "on the thread that took the place of the stuck one";
  released.set_value();
}

TEST_P(DecoderTest, a_job_that_was_given_up_buries_its_webhook) {
  keep_all({inbound("e1"), inbound("e2"), inbound("done", redeemed_body, "voucher.used")});
  const auto rows = all();
  const auto burial = make_inbound_burial(store(), clock_);
  const auto tell = [&](const std::string& key) {
    jobs::Job told;
    told.organisation = programme;
    told.payload = R"({"key":")" + key + R"(","lease":1,"reason":"it ended its worker"})";
    EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), burial(told))));
  };
  tell(inbound_name(rows.back().sequence));
  tell("inb_1-9");
  EXPECT_EQ(state_of("e1"), "dead");
  EXPECT_EQ(state_of("e2"), "received");
  EXPECT_EQ(text("SELECT reason FROM inbound_events WHERE dedup_key = 'e1'"),
            "its job was given up: it ended its worker");
  work();
  EXPECT_EQ(state_of("done"), "decoded");
  tell(inbound_name(rows.front().sequence));
  EXPECT_EQ(state_of("done"), "decoded");
}

TEST_P(DecoderTest, a_batch_that_broke_a_run_is_split) {
  keep_all({inbound("e1", redeemed_body, "voucher.used"), inbound("e2")});
  auto jobs = claim();
  jobs.at(0).interrupted = true;
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), handler_(jobs[0]))));
  EXPECT_EQ(state_of("e1"), "received");
  EXPECT_EQ(count("jobs WHERE kind = 'inbound.decode'"), 3);
}

}  // namespace
}  // namespace patchbay::webhooks
