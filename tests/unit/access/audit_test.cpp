#include "hub/access/audit.h"

#include "tests/support/stores.h"

namespace patchbay::access {
namespace {

class AuditTest : public StoreTest {
 protected:
  void add(const OrganisationId& organisation, const std::string& subject) {
    write([&](store::Session& s) {
      record(s, {organisation, "cli:anna", "switch.throw", subject, "noon", R"({"a":1})", {5}});
    });
  }
  std::vector<AuditRow> list(const OrganisationId& organisation, std::int64_t before = 0,
                             std::size_t limit = 10) {
    return read([&](store::Session& s) { return list_audit(s, organisation, before, limit); });
  }
};
PATCHBAY_ON_BOTH_STORES(AuditTest);

TEST_P(AuditTest, keeps_every_field) {
  add("acme", "partner:woolworths");
  const auto row = list("acme").at(0);
  EXPECT_EQ(row.organisation, "acme");
  EXPECT_EQ(row.actor, "cli:anna");
  EXPECT_EQ(row.action, "switch.throw");
  EXPECT_EQ(row.subject, "partner:woolworths");
  EXPECT_EQ(row.reason, "noon");
  EXPECT_EQ(row.detail, R"({"a":1})");
  EXPECT_EQ(row.at, (Timestamp{5}));
}

TEST_P(AuditTest, newest_first_page_by_page_without_other_organisations) {
  add("acme", "1");
  add("other", "2");
  add("", "3");
  add("acme", "4");
  const auto first = list("acme", 0, 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].subject, "4");
  EXPECT_EQ(first[1].subject, "3") << "the whole installation concerns everybody";
  const auto second = list("acme", first[1].id, 2);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].subject, "1");
}

TEST_P(AuditTest, goes_with_the_transaction_that_failed) {
  EXPECT_THROW(write([&](store::Session& s) {
                 record(s, {"acme", "a", "b", "c", "", "", {5}});
                 throw std::runtime_error("the change failed");
               }),
               std::runtime_error);
  EXPECT_TRUE(list("acme").empty());
}

}  // namespace
}  // namespace patchbay::access
