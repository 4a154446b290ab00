#include "hub/access/idempotency_keys.h"

#include <atomic>
#include <thread>

#include "tests/support/stores.h"

namespace patchbay::access {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

KeyClaim run(const std::string& claim, const std::string& fingerprint = "f") {
  return {"acme", "scope", "key", fingerprint, claim};
}
const StoredAnswer made{201, "application/json", "/api/v1/x/1", R"({"ü":1})"};

class IdempotencyKeysTest : public StoreTest {
 protected:
  KeyDecision claim(const KeyClaim& one, Duration lease = seconds(60)) {
    return write([&](store::Session& s) { return claim_key(s, one, lease); });
  }
  bool keep(const KeyClaim& one, Duration retention = hours(24)) {
    return write([&](store::Session& s) { return keep_answer(s, one, made, retention); });
  }
  void release(const KeyClaim& one) {
    write([&](store::Session& s) { release_key(s, one); });
  }
  std::int64_t purge(std::size_t limit) {
    return write([&](store::Session& s) { return purge_keys(s, limit); });
  }
};
PATCHBAY_ON_BOTH_STORES(IdempotencyKeysTest);

TEST_P(IdempotencyKeysTest, the_first_proceeds_and_its_answer_is_replayed) {
  EXPECT_TRUE(std::holds_alternative<Proceed>(claim(run("1"))));
  EXPECT_TRUE(std::holds_alternative<InFlight>(claim(run("2"))));
  EXPECT_TRUE(keep(run("1")));
  EXPECT_EQ(std::get<Replay>(claim(run("2"))).answer, made);
  EXPECT_TRUE(std::holds_alternative<OtherRequest>(claim(run("2", "g"))));
  release(run("1"));
  EXPECT_EQ(std::get<Replay>(claim(run("3"))).answer, made) << "an answer is not given back";
}

TEST_P(IdempotencyKeysTest, what_changed_nothing_frees_the_key) {
  claim(run("1"));
  release(run("2"));
  EXPECT_TRUE(std::holds_alternative<InFlight>(claim(run("2")))) << "only its own run frees it";
  release(run("1"));
  EXPECT_TRUE(std::holds_alternative<Proceed>(claim(run("2", "g"))));
}

TEST_P(IdempotencyKeysTest, a_run_that_lost_its_lease_keeps_nothing) {
  EXPECT_TRUE(std::holds_alternative<Proceed>(claim(run("1"), seconds(0))));
  EXPECT_TRUE(std::holds_alternative<Proceed>(claim(run("2"))));
  EXPECT_FALSE(keep(run("1")));
  release(run("1"));
  EXPECT_TRUE(keep(run("2")));
}

TEST_P(IdempotencyKeysTest, keys_of_others_are_other_keys) {
  claim(run("1"));
  for (const KeyClaim& other :
       {KeyClaim{"other", "scope", "key", "f", "2"}, KeyClaim{"acme", "other", "key", "f", "2"},
        KeyClaim{"acme", "scope", "other", "f", "2"}})
    EXPECT_TRUE(std::holds_alternative<Proceed>(claim(other)));
}

TEST_P(IdempotencyKeysTest, answers_are_forgotten_after_their_time) {
  claim(run("1"));
  keep(run("1"), seconds(0));
  EXPECT_TRUE(std::holds_alternative<Proceed>(claim(run("2", "g"))));
}

TEST_P(IdempotencyKeysTest, purge_takes_only_what_is_over_and_so_many) {
  for (int i = 0; i < 5; ++i) {
    KeyClaim one{"acme", "scope", std::to_string(i), "f", "1"};
    claim(one);
    keep(one, i < 3 ? Duration(0) : hours(24));
  }
  EXPECT_EQ(purge(2), 2);
  EXPECT_EQ(purge(100), 1);
  EXPECT_EQ(purge(100), 0);
}

TEST_P(IdempotencyKeysTest, of_many_at_once_from_two_hubs_one_proceeds) {
  const auto other_hub = store::open_store({.url = url()}).value();
  std::atomic<int> proceeded = 0, in_flight = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i)
    callers.emplace_back([&, i] {
      store::Store& hub = i % 2 == 0 ? store() : *other_hub;
      const auto decision = hub.run_blocking(store::Access::write, [&](store::Session& s) {
        return claim_key(s, run(std::to_string(i)), seconds(60));
      });
      if (std::holds_alternative<Proceed>(decision)) ++proceeded;
      if (std::holds_alternative<InFlight>(decision)) ++in_flight;
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(proceeded, 1);
  EXPECT_EQ(in_flight, 15);
}

}  // namespace
}  // namespace patchbay::access
