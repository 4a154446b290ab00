// What changed of a customer's contact is told, never what it says.

#include "hub/loyalty/contacts.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/schema.h"
#include "hub/events/catalogue.h"
#include "hub/events/outbox.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

using test::organisation;

class ContactsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    write([this](store::Session& s) {
      const std::vector orders{test::order("1", "ann", 10)};
      post_orders(s, organisation, test::programme(), orders, clock_, random_);
    });
  }
  bool put(const Contact& contact, const std::string& customer = "ann") {
    return write([&](store::Session& s) {
      return put_contact(s, organisation, customer, contact, test::keys(), clock_.now())
          .has_value();
    });
  }
  /// The fields of the events since the last call.
  std::string told() {
    const auto schema =
        Schema::compile(boost::json::parse(events::find_type("customer.updated")->schema)).value();
    std::string all;
    for (const auto& event : write([](store::Session& s) { return events::take(s, 10); })) {
      EXPECT_EQ(event.type, "customer.updated");
      EXPECT_EQ(event.subject, "ann");
      const auto data = boost::json::parse(event.data);
      EXPECT_TRUE(schema.check(data)) << event.data;
      all += boost::json::serialize(data.at("fields"));
    }
    return all;
  }

  ManualClock clock_{{1'000'000}};
  SeededRandom random_{7};
};
PATCHBAY_ON_BOTH_STORES(ContactsTest);

TEST_P(ContactsTest, each_change_names_its_fields) {
  EXPECT_TRUE(put({"Ann Lee", "+61 400 000 123", "ann@example.com"}));
  EXPECT_EQ(told(), R"(["name","phone","email"])");
  EXPECT_TRUE(put({"Ann Lee", "+61 400 000 124", "ann@example.com"}));
  EXPECT_EQ(told(), R"(["phone"])");
  EXPECT_TRUE(put({}));
  EXPECT_EQ(told(), R"(["name","phone","email"])") << "it is gone";
}

TEST_P(ContactsTest, no_change_is_no_event) {
  EXPECT_TRUE(put({}));
  EXPECT_TRUE(put({"Ann", "", ""}));
  EXPECT_EQ(told(), R"(["name"])");
  EXPECT_TRUE(put({"Ann", "", ""}));
  EXPECT_FALSE(put({"Ann", "12", ""}));
  EXPECT_FALSE(put({"Ben", "", ""}, "ben"));
  EXPECT_EQ(told(), "");
}

}  // namespace
}  // namespace patchbay::loyalty
