#include "tests/unit/policy/stored.h"

namespace patchbay::policy {
namespace {

using test::organisation;
using test::version_of;

class VersionsTest : public test::VersionsFixture {
 protected:
  std::vector<std::string> jobs() {
    return read([](store::Session& s) {
      std::vector<std::string> found;
      store::query(s, "SELECT job_key, due_at FROM jobs WHERE kind = 'orders.waiting' ORDER BY id",
                   [&](std::string key, Timestamp due_at) {
                     found.push_back(key + " " + to_rfc3339(due_at));
                   });
      return found;
    });
  }
};
PATCHBAY_ON_BOTH_STORES(VersionsTest);

TEST_P(VersionsTest, a_draft_is_named_by_its_files_and_stored_once) {
  const auto id = put(500, false);
  EXPECT_EQ(id, hash_of(version_of(500)));
  EXPECT_EQ(put(500, false), id);
  const auto all = read([](store::Session& s) { return list_versions(s, organisation, at(9)); });
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].state, VersionState::draft);
  EXPECT_EQ(all[0].created_by, "cli:anna");
  EXPECT_EQ(all[0].reason, "more");
  EXPECT_EQ(all[0].parent, "");
  EXPECT_EQ(read([&](store::Session& s) { return version_files(s, organisation, id).value(); }),
            version_of(500));
  EXPECT_EQ(read([&](store::Session& s) { return version_files(s, "org_b", id); }).error().kind,
            ErrorKind::not_found);
}

TEST_P(VersionsTest, a_version_goes_from_draft_to_retired) {
  const auto first = put(500, false);
  const auto state = [&] { return find(first, at(9)).value().state; };
  EXPECT_EQ(state(), VersionState::draft);
  write([&](store::Session& s) { mark_tested(s, organisation, first, at(1)); });
  EXPECT_EQ(state(), VersionState::tested);
  write([&](store::Session& s) { mark_simulated(s, organisation, first, at(2)); });
  EXPECT_EQ(state(), VersionState::simulated);
  const auto second = put(600);
  ASSERT_TRUE(make_active(first, at(3), at(3)));
  EXPECT_EQ(state(), VersionState::active);
  EXPECT_EQ(find(first, at(9)).value().active_from, at(3));
  EXPECT_EQ(find(second, at(9)).value().parent, "") << "none was active at its time";
  ASSERT_TRUE(make_active(second, at(4), at(4)));
  EXPECT_EQ(state(), VersionState::retired);
}

TEST_P(VersionsTest, is_found_by_its_beginning_and_by_words) {
  const auto first = put(500);
  const auto second = put(600);
  EXPECT_EQ(find(first.substr(0, 6), at(9)).value().id, first);
  EXPECT_EQ(find(first.substr(0, 5), at(9)).error().kind, ErrorKind::not_found);
  EXPECT_EQ(find("000000%_", at(9)).error().kind, ErrorKind::not_found);
  EXPECT_EQ(find("active", at(9)).error().kind, ErrorKind::not_found);
  ASSERT_TRUE(make_active(first, at(1), at(1)));
  EXPECT_EQ(find("active", at(9)).value().id, first);
  EXPECT_EQ(find("previous", at(9)).error().kind, ErrorKind::not_found);
  ASSERT_TRUE(make_active(second, at(2), at(2)));
  EXPECT_EQ(find("active", at(9)).value().id, second);
  EXPECT_EQ(find("previous", at(9)).value().id, first);
}

TEST_P(VersionsTest, two_that_begin_alike_are_a_conflict) {
  write([](store::Session& s) {
    for (const char* id : {"abcdef01", "abcdef02"})
      store::execute(s,
                     "INSERT INTO policy_versions (organisation_id, id, parent, created_by, reason,"
                     " created_at) VALUES (:organisation, :id, '', '', '', 1)",
                     {{"organisation", organisation}, {"id", id}});
  });
  EXPECT_EQ(find("abcdef", at(1)).error().kind, ErrorKind::conflict);
  EXPECT_EQ(find("abcdef02", at(1)).value().id, "abcdef02");
}

TEST_P(VersionsTest, is_not_activated_without_passing_tests_or_in_the_past_or_twice) {
  const auto id = put(500, false);
  const auto untested = make_active(id, at(1), at(1));
  ASSERT_FALSE(untested);
  EXPECT_EQ(untested.error().kind, ErrorKind::conflict);
  EXPECT_NE(untested.error().message.find("patchbay policy test"), std::string::npos);
  write([&](store::Session& s) { mark_tested(s, organisation, id, at(0)); });
  EXPECT_EQ(make_active(id, at(0), at(1)).error().kind, ErrorKind::conflict);
  EXPECT_EQ(make_active("none", at(1), at(1)).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(make_active(id, at(1), at(1)));
  EXPECT_EQ(make_active(id, at(2), at(2)).error().kind, ErrorKind::conflict);
}

TEST_P(VersionsTest, counts_from_its_moment_on) {
  const auto first = put(500);
  const auto second = put(600);
  ASSERT_TRUE(make_active(first, at(1), at(0)));
  ASSERT_TRUE(make_active(second, at(10), at(2)));
  EXPECT_EQ(active(at(0)), "");
  EXPECT_EQ(active(at(9)), first);
  EXPECT_EQ(active(at(10)), second);
  EXPECT_EQ(find(second, at(9)).value().state, VersionState::tested);
  EXPECT_EQ(find(second, at(9)).value().active_from, at(10));
  EXPECT_EQ(jobs(), (std::vector<std::string>{"activation/1 " + to_rfc3339(at(1)),
                                              "activation/2 " + to_rfc3339(at(10))}))
      << "what waits is looked at when it counts";
}

TEST_P(VersionsTest, a_roll_back_takes_back_what_is_to_come_then_goes_back_step_by_step) {
  const auto first = put(500);
  const auto second = put(600);
  const auto third = put(700);
  ASSERT_TRUE(make_active(first, at(1), at(1)));
  ASSERT_TRUE(make_active(second, at(2), at(2)));
  ASSERT_TRUE(make_active(third, at(10), at(3)));
  const auto taken_back = back(at(4)).value();
  EXPECT_TRUE(taken_back.rollback);
  EXPECT_EQ(taken_back.version, third);
  EXPECT_EQ(taken_back.takes_back, 3);
  EXPECT_EQ(active(at(11)), second);
  EXPECT_EQ(find(third, at(11)).value().state, VersionState::tested);
  EXPECT_EQ(back(at(12)).value().version, first);
  EXPECT_EQ(active(at(12)), first);
  EXPECT_EQ(back(at(13)).error().kind, ErrorKind::not_found) << "there is none before the first";
  ASSERT_TRUE(make_active(second, at(14), at(14)));
  EXPECT_EQ(back(at(15)).value().version, first);
  const auto history = read([](store::Session& s) { return activation_history(s, organisation); });
  ASSERT_EQ(history.size(), 7u);
  EXPECT_EQ(history[0].actor, "cli:bob");
  EXPECT_EQ(history[0].reason, "wrong");
  EXPECT_TRUE(history[0].rollback);
  EXPECT_EQ(history.back().version, first);
}

TEST_P(VersionsTest, what_is_activated_at_once_counts_for_hubs_whose_clocks_are_behind) {
  const auto first = put(500);
  const auto second = put(600);
  const auto third = put(700);
  ASSERT_TRUE(make_active(first, at(1), at(1)));
  ASSERT_TRUE(make_active(third, at(60), at(2)));
  ASSERT_TRUE(make_active(second, at(20), at(20))) << "a clock that is ahead";
  const Timestamp behind = at(10);
  EXPECT_EQ(active(behind), second);
  EXPECT_EQ(find("active", behind).value().id, second);
  EXPECT_EQ(find("previous", behind).value().id, first);
  EXPECT_EQ(find(first, behind).value().state, VersionState::retired);
  const auto to_come = [&] {
    return read([&](store::Session& s) { return activations_to_come(s, organisation, behind); });
  };
  ASSERT_EQ(to_come().size(), 1u);
  EXPECT_EQ(to_come()[0].version, third);
  EXPECT_EQ(back(behind).value().version, third) << "that alone is still to come";
  EXPECT_TRUE(to_come().empty());
  EXPECT_EQ(back(behind).value().version, first);
  EXPECT_EQ(active(behind), first);
  EXPECT_EQ(active(at(30)), first) << "what is decided later counts, by whichever clock";
  ASSERT_TRUE(make_active(third, behind, behind));
  EXPECT_EQ(active(behind), third);
  EXPECT_EQ(active(at(30)), third);
}

TEST_P(VersionsTest, organisations_have_their_own) {
  const auto id = put(500);
  ASSERT_TRUE(make_active(id, at(1), at(1)));
  EXPECT_EQ(read([](store::Session& s) { return active_version(s, "org_b", at(9)); }),
            std::nullopt);
  EXPECT_TRUE(read([](store::Session& s) { return list_versions(s, "org_b", at(9)); }).empty());
}

}  // namespace
}  // namespace patchbay::policy
