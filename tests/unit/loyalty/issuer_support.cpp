#include "tests/unit/loyalty/issuer_support.h"

#include "hub/jobs/store_clock.h"

namespace patchbay::loyalty {

IssuerTest::IssuerTest() = default;
IssuerTest::~IssuerTest() = default;

void IssuerTest::SetUp() {
  StoreTest::SetUp();
  if (IsSkipped()) return;
  jobs::set_machine_clock(clock_);
  const std::vector<Order> orders{test::order("1", "ann", 60000)};
  write([&](store::Session& s) {
    post_orders(s, test::organisation, test::programme(), orders, clock_, random_);
  });
  id_ = read([](store::Session& s) { return list_rewards(s, test::organisation, {})->at(0).id; });
}

void IssuerTest::TearDown() {
  jobs::set_machine_clock(system_clock());
  StoreTest::TearDown();
}

void IssuerTest::partner(std::vector<SettleWay> ways, bool needs_link, const std::string& id) {
  adapters::Manifest manifest;
  manifest.id = id;
  manifest.kind = "retail";
  manifest.capabilities = {"issue_voucher", "find_issued", "cancel_voucher"};
  manifest.needs_link = needs_link;
  for (const SettleWay way : ways)
    manifest.settle.push_back({way, Duration(1s), "cancel_voucher", Duration(60s)});
  adapters::Partner one;
  one.id = manifest.id;
  one.limits.timeout_ms = 1000;  // what counts is never less
  one.plug = std::make_shared<test::FakePlug>(manifest);
  registry_.add(std::move(one)).value();
}

jobs::End IssuerTest::run(bool interrupted) {
  jobs::Job job;
  job.organisation = test::organisation;
  job.kind = "reward.issue";
  job.key = id_;
  job.payload = R"({"reward": ")" + id_ + R"("})";
  job.attempt = static_cast<int>(++runs_);
  job.lease = runs_;
  job.interrupted = interrupted;
  job.lease_clock = lease_clock_;
  const auto handler =
      make_issuer({store(), caller_, registry_, test::keys(), hub_clock_, random_, retry_,
                   [this] { ++wakes_; }, [this](auto&, auto& id) { return down_until(id); },
                   [this](auto&, auto& id) { return stopped_.contains(id); }});
  return run_on(loops_->at(0), handler(job));
}

void IssuerTest::redrive(RewardState to) {
  write([&](store::Session& s) {
    on_redrive(s, test::organisation, std::span(&id_, 1), clock_, random_);
  });
  EXPECT_EQ(state(), to);
}

std::optional<Timestamp> IssuerTest::down_until(const std::string& id) const {
  const auto found = down_.find(id);
  return found == down_.end() ? std::nullopt : std::optional(found->second);
}

Reward IssuerTest::reward() {
  return *read([&](store::Session& s) { return find_reward(s, test::organisation, id_); });
}

std::int64_t IssuerTest::number(const std::string& sql) {
  return *read([&](store::Session& s) { return store::query_value<std::int64_t>(s, sql); });
}

std::int64_t IssuerTest::settled() {
  return read([](store::Session& s) { return count_settled(s, test::organisation); });
}

std::int64_t IssuerTest::issues() const {
  return std::count_if(caller_.calls.begin(), caller_.calls.end(),
                       [](const auto& call) { return call.capability == "issue_voucher"; });
}

ReconcileCounts IssuerTest::reconcile_with(std::vector<ReportLine> lines, Timestamp as_of,
                                           bool complete) {
  return write([&](store::Session& s) {
    return reconcile(s, test::organisation, {"woolworths", complete, as_of, lines}, 1s, clock_,
                     random_);
  });
}

adapters::Outcome IssuerTest::voucher() {
  return adapters::succeeded({{"partner_reference", "their-1"}, {"code", "SECRET-CODE"}});
}

adapters::Outcome IssuerTest::found(const std::string& state) {
  boost::json::object result{{"state", state}};
  if (state == "issued") result["partner_reference"] = "their-1";
  if (state == "issued") result["code"] = "SECRET-CODE";
  return adapters::succeeded(result);
}

void IssuerTest::expect_meanwhile(std::function<void()> what, adapters::Outcome outcome) {
  caller_.answers.push_back([what, outcome](const adapters::Call&) {
    what();
    return outcome;
  });
}

}  // namespace patchbay::loyalty
