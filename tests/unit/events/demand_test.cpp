// What is written only where somebody asks for it.

#include "hub/events/demand.h"

#include "tests/support/stores.h"

namespace patchbay::events {
namespace {

class Demand : public StoreTest {
 protected:
  void set(const OrganisationId& organisation, const std::set<std::string>& types) {
    write([&](store::Session& s) { set_demand(s, organisation, types); });
  }
  bool asked(const OrganisationId& organisation, const std::string& type) {
    return read([&](store::Session& s) { return is_asked_for(s, organisation, type); });
  }
};
PATCHBAY_ON_BOTH_STORES(Demand);

TEST_P(Demand, is_replaced_as_a_whole_an_organisation) {
  EXPECT_FALSE(asked("o", "points.earned"));
  set("o", {"points.earned", "webhook.received"});
  set("p", {"points.earned"});
  set("o", {"webhook.received"});
  EXPECT_FALSE(asked("o", "points.earned"));
  EXPECT_TRUE(asked("o", "webhook.received"));
  EXPECT_TRUE(asked("p", "points.earned"));
  set("o", {});
  EXPECT_FALSE(asked("o", "webhook.received"));
  EXPECT_TRUE(asked("p", "points.earned"));
}

}  // namespace
}  // namespace patchbay::events
