#include "hub/sync/reconcile.h"

#include "tests/unit/sync/support.h"

namespace patchbay::sync {
namespace {

using namespace test;
namespace json = boost::json;

json::object page(const std::vector<std::string>& references, const std::string& cursor,
                  bool done) {
  json::array lines;
  for (const auto& reference : references) {
    lines.push_back(json::object{{"reference", reference},
                                 {"amount_minor", 2000},
                                 {"currency", "USD"},
                                 {"partner_reference", "p-" + reference}});
  }
  return {{"lines", std::move(lines)},
          {"cursor", cursor},
          {"done", done},
          {"complete", done},
          {"as_of", 5}};
}

class ReconcilePartnerTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    registry_.add(partner("reader", "reconciliation", {"pull_report"})).value();
    registry_.add(partner("opal", "transport", {"top_up"})).value();
  }
  Result<loyalty::ReconcileCounts> run(FakeCaller& caller, const std::string& issuer = "opal") {
    return run_boxed(loops_->at(0),
                     reconcile_partner(store(), caller, registry_, organisation, "reader", issuer,
                                       "opal.report.csv", clock_, random_));
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  adapters::Registry registry_;
  ManualClock clock_{start};
  SeededRandom random_{1};
};
PATCHBAY_ON_BOTH_STORES(ReconcilePartnerTest);

TEST_P(ReconcilePartnerTest, reads_every_page_of_the_report) {
  FakeCaller caller([](const adapters::Call& call) {
    const bool first = call.request.at("cursor") == "";
    return adapters::succeeded(first ? page({"a", "b"}, "2", false) : page({"c"}, "3", true));
  });
  const auto counts = run(caller).value();
  ASSERT_EQ(caller.calls.size(), 2u);
  EXPECT_EQ(caller.calls[0].capability, "pull_report");
  EXPECT_EQ(caller.calls[0].request.at("path"), "opal.report.csv");
  EXPECT_EQ(caller.calls[1].request.at("cursor"), "2");
  EXPECT_EQ(counts.missing_here, 3);
  EXPECT_EQ(counts.matched, 0);
}

TEST_P(ReconcilePartnerTest, errors_name_the_file) {
  FakeCaller caller(
      [](const adapters::Call&) { return adapters::rejected("missing", "no such file"); });
  const auto failed = run(caller);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("opal.report.csv"), std::string::npos);
  EXPECT_NE(failed.error().message.find("no such file"), std::string::npos);
}

TEST_P(ReconcilePartnerTest, a_reader_that_stands_still_is_an_error) {
  FakeCaller caller([](const adapters::Call&) { return adapters::succeeded(page({}, "", false)); });
  const auto failed = run(caller);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("did not move"), std::string::npos);
}

TEST_P(ReconcilePartnerTest, results_of_another_form_are_errors) {
  FakeCaller caller([](const adapters::Call&) { return adapters::succeeded(json::object()); });
  EXPECT_EQ(run(caller).error().kind, ErrorKind::invalid);
}

TEST_P(ReconcilePartnerTest, the_issuer_must_be_configured) {
  FakeCaller caller([](const adapters::Call&) { return adapters::succeeded(nullptr); });
  EXPECT_EQ(run(caller, "opl").error().kind, ErrorKind::not_found);
  EXPECT_TRUE(caller.calls.empty());
}

}  // namespace
}  // namespace patchbay::sync
