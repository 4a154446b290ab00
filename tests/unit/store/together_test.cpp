// SQLite: writes that wait share a commit, and none of them pays for another's failure.

#include <future>

#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

class Together : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    if (GetParam() != Dialect::sqlite) GTEST_SKIP() << "PostgreSQL gathers commits by itself";
    write([](Session& s) { execute(s, "CREATE TABLE notes (id TEXT PRIMARY KEY)"); });
  }
  static void add(Session& s, const std::string& id) {
    execute(s, "INSERT INTO notes VALUES (:id)", {{"id", id}});
  }
  std::int64_t count() {
    return read(
        [](Session& s) { return *query_value<std::int64_t>(s, "SELECT COUNT(*) FROM notes"); });
  }
  /// Writes that all wait before the first of them runs.
  std::vector<std::exception_ptr> run(std::vector<std::function<void(Session&)>> works) {
    std::vector<std::promise<std::exception_ptr>> ends(works.size());
    std::promise<void> all_wait;
    const auto go = all_wait.get_future().share();
    for (std::size_t i = 0; i < works.size(); ++i)
      store().submit(
          Access::write,
          [go, work = works[i]](Session& s) {
            go.wait();
            work(s);
          },
          [&ends, i](std::exception_ptr error) { ends[i].set_value(error); });
    all_wait.set_value();
    std::vector<std::exception_ptr> errors;
    for (auto& end : ends) errors.push_back(end.get_future().get());
    return errors;
  }
};
PATCHBAY_ON_BOTH_STORES(Together);

TEST_P(Together, nothing_of_it_is_there_before_the_commit_and_all_of_it_after) {
  std::int64_t committed_by_then = -1;
  const auto errors = run({[](Session& s) { add(s, "a"); },
                           [&](Session& s) {
                             committed_by_then = count();  // on another connection
                             add(s, "b");
                           }});
  EXPECT_EQ(errors, (std::vector<std::exception_ptr>{nullptr, nullptr}));
  EXPECT_EQ(committed_by_then, 0);
  EXPECT_EQ(count(), 2);
}

TEST_P(Together, what_throws_takes_nobody_along) {
  const auto errors = run({[](Session& s) { add(s, "a"); },
                           [](Session& s) {
                             add(s, "b");
                             throw std::runtime_error("changed my mind");
                           },
                           [](Session& s) { add(s, "a"); }, [](Session& s) { add(s, "d"); }});
  EXPECT_FALSE(errors[0]);
  EXPECT_TRUE(errors[1]);
  EXPECT_TRUE(errors[2]) << "the key was taken by the first";
  EXPECT_FALSE(errors[3]);
  EXPECT_EQ(count(), 2);
}

TEST_P(Together, all_hear_of_what_any_of_them_signalled) {
  std::promise<void> heard;
  const auto subscription = store().subscribe("second", [&, once = false]() mutable {
    if (!std::exchange(once, true)) heard.set_value();
  });
  run({[](Session& s) { s.signal("first"); }, [](Session& s) { s.signal("second"); }});
  EXPECT_EQ(heard.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace patchbay::store
