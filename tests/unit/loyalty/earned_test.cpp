// The events of points that orders earned.

#include <boost/json/parse.hpp>

#include "adapters/schema.h"
#include "hub/events/catalogue.h"
#include "hub/events/demand.h"
#include "hub/events/outbox.h"
#include "hub/loyalty/customers.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

using test::order;
using test::organisation;

class EarnedTest : public StoreTest {
 protected:
  void ask_for_them() {
    write([](store::Session& s) { events::set_demand(s, organisation, {"points.earned"}); });
  }
  void take(const std::vector<Order>& orders) {
    write([&](store::Session& s) {
      EXPECT_TRUE(post_orders(s, organisation, test::programme(), orders, clock_, random_).empty());
    });
  }
  /// "<customer> <points> <balance> <reference>", each once.
  std::vector<std::string> earned() {
    const auto schema =
        Schema::compile(boost::json::parse(events::find_type("points.earned")->schema)).value();
    std::vector<std::string> lines;
    for (const auto& event : write([](store::Session& s) { return events::take(s, 100); })) {
      if (event.type != "points.earned") continue;
      const auto data = boost::json::parse(event.data);
      EXPECT_TRUE(schema.check(data)) << event.data;
      EXPECT_EQ(event.subject, data.at("customer").as_string());
      lines.push_back(event.subject + " " + std::to_string(data.at("points").as_int64()) + " " +
                      std::to_string(data.at("balance").as_int64()) + " " +
                      std::string(data.at("reference").as_string()));
    }
    return lines;
  }

  ManualClock clock_{{1'000'000}};
  SeededRandom random_{7};
};
PATCHBAY_ON_BOTH_STORES(EarnedTest);

TEST_P(EarnedTest, nobody_asks_so_none_is_written) {
  take({order("1", "ann", 5000)});
  ask_for_them();
  take({order("1", "ann", 5000)});
  EXPECT_EQ(earned(), std::vector<std::string>()) << "what happened before is not told";
}

TEST_P(EarnedTest, one_an_order_with_what_the_ledger_holds_after_it) {
  take({order("0", "ann", 1000)});
  ask_for_them();
  take({order("1", "ann", 5000), order("2", "bob", 700), order("3", "ann", 2500),
        order("4", "cid", 0)});
  EXPECT_EQ(earned(),
            (std::vector<std::string>{"ann 50 60 order/orders/1", "bob 7 7 order/orders/2",
                                      "ann 25 85 order/orders/3"}));
  const auto ann =
      read([](store::Session& s) { return find_customer(s, organisation, "ann").value(); });
  EXPECT_EQ(ann.points, 85);
  // A chunk that is half old.
  take({order("3", "ann", 2500), order("5", "ann", 100)});
  EXPECT_EQ(earned(), std::vector<std::string>{"ann 1 86 order/orders/5"});
}

TEST_P(EarnedTest, goes_with_its_order_or_not_at_all) {
  ask_for_them();
  EXPECT_THROW(write([&](store::Session& s) {
                 const std::vector orders{order("1", "ann", 5000)};
                 post_orders(s, organisation, test::programme(), orders, clock_, random_);
                 throw ErrorException(unavailable("crash"));
               }),
               ErrorException);
  EXPECT_TRUE(earned().empty());
}

TEST_P(EarnedTest, long_ids_fit_the_schema) {
  ask_for_them();
  auto wide = order(std::string(200, 'o'), std::string(200, 'c'), 5000);
  wide.source = std::string(200, 's');
  take({wide});
  EXPECT_EQ(earned().size(), 1u);
}

}  // namespace
}  // namespace patchbay::loyalty
