#include "hub/jobs/leases.h"
#include "hub/jobs/queue.h"
#include "tests/support/stores.h"

namespace patchbay::jobs {
namespace {

class HastenTest : public StoreTest {
 protected:
  std::size_t claim() {
    return write([](store::Session& s) {
      return claim_kind(s, "k", 10, "test", std::chrono::seconds(30)).size();
    });
  }
  std::int64_t hasten_now(const std::vector<std::string>& keys, const std::string& kind = "k") {
    return write(
        [&](store::Session& s) { return hasten(s, "org", kind, keys, system_clock().now()); });
  }
};
PATCHBAY_ON_BOTH_STORES(HastenTest);

TEST_P(HastenTest, MakesJobsDueThatWaitForTheirTimeAndNoOthers) {
  const Timestamp now = system_clock().now();
  const Timestamp later = now + std::chrono::hours(1);
  write([&](store::Session& s) {
    const std::vector<NewJob> three{{"org", "k", "a", "{}", "", later},
                                    {"org", "k", "b", "{}", "", later},
                                    {"other", "k", "a", "{}", "", later}};
    enqueue(s, three, now);
  });
  EXPECT_EQ(claim(), 0U);
  EXPECT_EQ(hasten_now({"a", "none"}, "other kind"), 0);
  EXPECT_EQ(hasten_now({}), 0);
  EXPECT_EQ(hasten_now({"a", "none"}), 1);
  EXPECT_EQ(claim(), 1U);
  EXPECT_EQ(hasten_now({"a"}), 0) << "it is at work";
}

}  // namespace
}  // namespace patchbay::jobs
