#include "hub/app/milestone_schedule.h"

#include "hub/access/schedules.h"
#include "tests/support/stores.h"
#include "tests/unit/policy/rules.h"

namespace patchbay::app {
namespace {

constexpr const char* nightly = "schedule { id = 'daily', run = 'milestones', cron = '0 2 * * *' }";
constexpr const char* twice =
    "schedule { id = 'daily', run = 'milestones', cron = '0 3 * * *' }\n"
    "schedule { id = 'noon', run = 'milestones', cron = '0 12 * * *', time_zone = 'UTC' }";

class MilestoneScheduleTest : public StoreTest {
 protected:
  static policy::Policy with(const std::string& schedules) {
    return policy::test::rules(
        "reward { id = 'r', kind = 'retail', capability = 'issue_voucher' }\n"
        "milestone { id = 'm', days = 1, reward = 'r', amount = AUD(1),"
        " partners = { 'coles' } }\n" +
        schedules);
  }
  void declare(const std::string& schedules) {
    write(
        [&](store::Session& s) { declare_milestone_schedule(s, "acme", with(schedules)).value(); });
  }
  /// "milestones 0 2 * * * Australia/Sydney policy", in order of id.
  std::vector<std::string> stored() {
    std::vector<std::string> all;
    for (const auto& one :
         read([](store::Session& s) { return jobs::list_schedules(s, "acme"); })) {
      const auto& fields = one.schedule->definition.fields;
      all.push_back(one.id + " " + fields.at("cron") + " " + fields.at("zone") + " " + one.origin);
    }
    return all;
  }
};
PATCHBAY_ON_BOTH_STORES(MilestoneScheduleTest);

using Texts = std::vector<std::string>;

TEST_P(MilestoneScheduleTest, is_what_the_policy_says_and_goes_with_it) {
  declare(nightly);
  EXPECT_EQ(stored(), Texts{"milestones 0 2 * * * Australia/Sydney policy"});
  declare(nightly);
  EXPECT_EQ(stored().size(), 1U);
  declare(twice);
  EXPECT_EQ(stored(), (Texts{"milestones 0 3 * * * Australia/Sydney policy",
                             "milestones-noon 0 12 * * * UTC policy"}));
  declare("");
  EXPECT_EQ(stored(), Texts{});
}

TEST_P(MilestoneScheduleTest, leaves_alone_what_the_configuration_declares) {
  const auto definition =
      jobs::read_definition({{"job", "milestones.check"}, {"cron", "0 5 * * *"}, {"zone", "UTC"}},
                            {})
          .value();
  write([&](store::Session& s) {
    access::declare_schedules(s, "acme", {{"acme", "milestones", definition, "{}", "config"}});
  });
  declare(nightly);
  EXPECT_EQ(stored(), Texts{"milestones 0 5 * * * UTC config"});
}

TEST_P(MilestoneScheduleTest, survives_a_start_of_the_hub) {
  declare(nightly);
  write([](store::Session& s) { access::declare_schedules(s, "acme", {}); });
  EXPECT_EQ(stored().size(), 1U) << "only the configuration's own go";
}

TEST_P(MilestoneScheduleTest, is_changed_in_the_policy_alone) {
  declare(nightly);
  const auto removed = write([](store::Session& s) {
    return access::remove_schedule(s, "acme", "milestones", {"api:admin"});
  });
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().kind, ErrorKind::conflict);
  EXPECT_NE(removed.error().message.find("policy"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::app
