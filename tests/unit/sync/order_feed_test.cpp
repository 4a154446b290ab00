#include "hub/sync/order_feed.h"

#include <fstream>
#include <future>
#include <sstream>

#include "hub/loyalty/customers.h"
#include "tests/unit/sync/support.h"

namespace patchbay::sync {
namespace {

using namespace test;
namespace json = boost::json;

/// A source of rows with an index as cursor. A row with a negative amount is a reject.
class Source {
 public:
  struct Row {
    std::string id, customer;
    std::int64_t amount_minor;
    std::string currency = "USD";
  };
  std::vector<Row> rows;

  adapters::Outcome answer(const adapters::Call& call) const {
    const auto& request = call.request.as_object();
    const std::string cursor(request.at("cursor").as_string());
    const auto limit = static_cast<std::size_t>(request.at("limit").to_number<std::int64_t>());
    std::size_t at = cursor.empty() ? 0 : std::stoul(cursor);
    json::array orders;
    json::array rejects;
    for (std::size_t taken = 0; at < rows.size() && taken < limit; ++at, ++taken) {
      const auto& row = rows[at];
      if (row.amount_minor < 0) {
        rejects.push_back(json::object{{"line", at + 2}, {"reason", "negative"}, {"row", row.id}});
      } else {
        orders.push_back(json::object{{"id", row.id},
                                      {"customer", row.customer},
                                      {"ordered_at", 0},
                                      {"amount_minor", row.amount_minor},
                                      {"currency", row.currency}});
      }
    }
    return adapters::succeeded(json::object{{"orders", std::move(orders)},
                                            {"rejects", std::move(rejects)},
                                            {"cursor", std::to_string(at)},
                                            {"done", at == rows.size()},
                                            {"bytes_done", at},
                                            {"bytes_total", rows.size()}});
  }
};

class OrderFeedTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    registry_.add(partner("shop", "pos", {"pull_orders"})).value();
    for (int i = 0; i < 10; ++i)
      source_.rows.push_back({"o" + std::to_string(i), std::to_string(i % 3), 1000});
    options_.organisation = organisation;
    options_.partner = "shop";
    options_.chunk = 4;
    options_.rejects_file = folder_.path() / "rejects.csv";
    options_.retry = at_once;
  }

  Result<FeedProgress> run() {
    FakeCaller caller([this](const adapters::Call& call) {
      if (on_call_) on_call_(call);
      return source_.answer(call);
    });
    return run_with(caller);
  }
  Result<FeedProgress> run_with(adapters::Caller& caller) {
    return run_boxed(loops_->at(0), run_order_feed(store(), caller, registry_, *policies_, clock_,
                                                   random_, options_));
  }
  loyalty::Totals totals() {
    return read([](store::Session& s) { return loyalty::totals(s, organisation); });
  }
  std::int64_t rejects() {
    return read([](store::Session& s) { return count_rejects(s, organisation); });
  }
  std::string rejects_text() const {
    std::ostringstream out;
    out << std::ifstream(options_.rejects_file).rdbuf();
    return out.str();
  }

  TemporaryFolder folder_;
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<policy::PolicyBook> policies_ =
      policy::make_fixed_book(policy::Policy::load("examples/policies").value());
  adapters::Registry registry_;
  ManualClock clock_{start};
  SeededRandom random_{1};
  Source source_;
  FeedOptions options_;
  std::function<void(const adapters::Call&)> on_call_;
};
PATCHBAY_ON_BOTH_STORES(OrderFeedTest);

TEST_P(OrderFeedTest, takes_every_order_once) {
  int commits = 0;
  std::vector<std::int64_t> seen;
  options_.after_commit = [&] { ++commits; };
  options_.on_progress = [&](const FeedProgress& progress) { seen.push_back(progress.orders); };
  const auto progress = run().value();
  EXPECT_EQ(progress.orders, 10);
  EXPECT_EQ(progress.rejected, 0);
  EXPECT_EQ(progress.bytes_done, 10);
  EXPECT_EQ(progress.bytes_total, 10);
  EXPECT_EQ(commits, 3);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{4, 8, 10}));
  EXPECT_EQ(totals().orders, 10);
  EXPECT_EQ(totals().customers, 3);
  EXPECT_EQ(totals().amount_minor, 10'000);
}

TEST_P(OrderFeedTest, goes_on_where_it_stopped) {
  run().value();
  source_.rows.push_back({"o10", "9", 500});
  std::vector<std::string> cursors;
  on_call_ = [&](const adapters::Call& call) {
    cursors.emplace_back(call.request.at("cursor").as_string());
  };
  EXPECT_EQ(run().value().orders, 1);
  EXPECT_EQ(cursors, (std::vector<std::string>{"10"}));
  EXPECT_EQ(totals().orders, 11);
}

TEST_P(OrderFeedTest, a_crash_before_a_commit_changes_no_total_and_doubles_no_reject) {
  for (const std::size_t at : {1u, 5u, 9u}) source_.rows[at].amount_minor = -1;
  int transactions = 0;
  options_.in_transaction = [&](store::Session&, std::span<const loyalty::Order>) {
    if (++transactions == 2) throw ErrorException(internal("crash"));
  };
  EXPECT_THROW((void)run(), ErrorException);
  EXPECT_EQ(totals().orders, 3);
  EXPECT_EQ(rejects(), 1);
  // What the lost transaction may have left in the file.
  std::ofstream(options_.rejects_file, std::ios::app) << "7,\"negative\",\"o5\"\n";
  EXPECT_EQ(run().value().orders, 4);
  EXPECT_EQ(totals().orders, 7);
  EXPECT_EQ(rejects(), 3);
  EXPECT_EQ(rejects_text(),
            "line,reason,row\n3,\"negative\",\"o1\"\n7,\"negative\",\"o5\"\n"
            "11,\"negative\",\"o9\"\n");
}

TEST_P(OrderFeedTest, orders_the_ledger_refuses_are_kept_as_rejects) {
  source_.rows.push_back({"o0", "0", 77});  // o0 with other content
  std::vector<std::string> linked;
  options_.in_transaction = [&](store::Session&, std::span<const loyalty::Order> orders) {
    for (const auto& order : orders) linked.push_back(order.id);
  };
  const auto progress = run().value();
  EXPECT_EQ(progress.orders, 10);
  EXPECT_EQ(progress.rejected, 1);
  EXPECT_EQ(rejects(), 1);
  EXPECT_EQ(linked.size(), 10u);
  EXPECT_NE(rejects_text().find("o0,0,1970-01-01T00:00:00.000000Z,77,USD"), std::string::npos);
  EXPECT_EQ(totals().amount_minor, 10'000);
}

TEST_P(OrderFeedTest, pulls_the_next_chunk_while_the_last_is_written) {
  std::promise<void> second_call;
  auto called = second_call.get_future();
  bool overlapped = false;
  on_call_ = [&](const adapters::Call& call) {
    if (call.request.at("cursor") == "4") second_call.set_value();
  };
  options_.in_transaction = [&, first = true](store::Session&,
                                              std::span<const loyalty::Order>) mutable {
    // The first chunk does not commit before the second was asked for.
    if (std::exchange(first, false))
      overlapped = called.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
  };
  EXPECT_EQ(run().value().orders, 10);
  EXPECT_TRUE(overlapped);
}

TEST_P(OrderFeedTest, repeats_a_call_that_was_not_answered) {
  int calls = 0;
  FakeCaller caller([&](const adapters::Call& call) {
    return ++calls % 2 ? adapters::retryable("busy") : source_.answer(call);
  });
  EXPECT_EQ(run_with(caller).value().orders, 10);
  EXPECT_EQ(calls, 6);
}

TEST_P(OrderFeedTest, keeps_what_was_read_before_the_source_failed) {
  FakeCaller caller([&](const adapters::Call& call) {
    if (call.request.at("cursor") == "8") return adapters::rejected("gone", "the file is gone");
    return source_.answer(call);
  });
  const auto failed = run_with(caller);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("the file is gone"), std::string::npos);
  EXPECT_EQ(totals().orders, 8);
  EXPECT_EQ(run().value().orders, 2);
}

TEST_P(OrderFeedTest, a_source_that_stands_still_is_an_error) {
  FakeCaller caller([&](const adapters::Call& call) {
    auto outcome = source_.answer(call);
    outcome.result.as_object()["cursor"] = call.request.at("cursor");
    return outcome;
  });
  const auto failed = run_with(caller);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("did not move"), std::string::npos);
}

TEST_P(OrderFeedTest, an_empty_source_is_done_at_once) {
  source_.rows.clear();
  EXPECT_EQ(run().value().orders, 0);
  EXPECT_FALSE(std::filesystem::exists(options_.rejects_file));
}

TEST_P(OrderFeedTest, a_partner_that_is_not_there_is_named) {
  options_.partner = "shp";
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("\"shp\""), std::string::npos);
}

}  // namespace
}  // namespace patchbay::sync
