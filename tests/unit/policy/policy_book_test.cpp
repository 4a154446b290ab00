#include "hub/policy/policy_book.h"

#include "tests/unit/policy/stored.h"

namespace patchbay::policy {
namespace {

using test::organisation;

class PolicyBookTest : public test::VersionsFixture {
 protected:
  std::int64_t silver_from(Timestamp now) {
    return read([&](store::Session& s) {
      return book_->active(s, organisation, now).find_tier("silver")->from.value();
    });
  }
  void break_files(const std::string& text) {
    write([&](store::Session& s) {
      store::execute(s, "UPDATE policy_files SET text = :text", {{"text", text}});
    });
  }
  std::unique_ptr<PolicyBook> book_ = make_policy_book();
};
PATCHBAY_ON_BOTH_STORES(PolicyBookTest);

TEST_P(PolicyBookTest, none_active_is_not_found) {
  put(500);
  try {
    silver_from(at(9));
    FAIL() << "rules came from nowhere";
  } catch (const ErrorException& thrown) {
    EXPECT_EQ(thrown.error().kind, ErrorKind::not_found);
    EXPECT_NE(thrown.error().message.find("patchbay policy push"), std::string::npos);
  }
}

TEST_P(PolicyBookTest, an_activation_counts_in_the_next_transaction) {
  const auto first = put(500);
  ASSERT_TRUE(make_active(first, at(1), at(1)));
  EXPECT_EQ(silver_from(at(2)), 500);
  ASSERT_TRUE(make_active(put(600), at(3), at(3)));
  EXPECT_EQ(silver_from(at(3)), 600);
  ASSERT_TRUE(back(at(4)));
  EXPECT_EQ(silver_from(at(4)), 500);
  auto old = read([&](store::Session& s) { return book_->version(s, organisation, first); });
  EXPECT_EQ(old.value().hash(), first);
}

TEST_P(PolicyBookTest, more_versions_than_are_kept_are_loaded_again) {
  std::vector<std::string> ids;
  for (int from = 1; from <= 20; ++from) ids.push_back(put(from));
  for (int round = 0; round < 2; ++round)
    for (const auto& id : ids)
      EXPECT_EQ(read([&](store::Session& s) { return book_->version(s, organisation, id); })
                    .value()
                    .hash(),
                id);
}

TEST_P(PolicyBookTest, files_that_are_not_what_was_stored_are_corrupt) {
  const auto id = put(500);
  ASSERT_TRUE(make_active(id, at(1), at(1)));
  break_files(test::version_of(501)[0].text);
  const auto changed = read([&](store::Session& s) { return book_->version(s, organisation, id); });
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, ErrorKind::corrupt);
  EXPECT_THROW(silver_from(at(2)), ErrorException);
  EXPECT_EQ(
      read([&](store::Session& s) { return book_->version(s, organisation, "none"); }).error().kind,
      ErrorKind::not_found);
}

TEST_P(PolicyBookTest, a_version_that_does_not_load_is_corrupt_and_says_where) {
  const std::vector<PolicyFile> files{{"programme.lua", "programme {\n  nonsense = 1 }\n"}};
  const auto id = write([&](store::Session& s) {
    return put_version(s, organisation, {files, "cli:anna", ""}, at(0));
  });
  const auto loaded = read([&](store::Session& s) { return book_->version(s, organisation, id); });
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::corrupt);
  EXPECT_NE(loaded.error().message.find("programme.lua:"), std::string::npos);
}

TEST_P(PolicyBookTest, a_fixed_one_has_always_the_same) {
  const auto policy = Policy::from_files(test::version_of(700)).value();
  const auto fixed = make_fixed_book(policy);
  read([&](store::Session& s) {
    EXPECT_EQ(fixed->active(s, "org_b", at(-9)).hash(), policy.hash());
    EXPECT_TRUE(fixed->version(s, "org_b", policy.hash()));
    EXPECT_EQ(fixed->version(s, "org_b", "none").error().kind, ErrorKind::not_found);
  });
}

}  // namespace
}  // namespace patchbay::policy
