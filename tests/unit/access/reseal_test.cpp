#include <atomic>
#include <thread>

#include "hub/jobs/leases.h"
#include "tests/unit/access/vault_support.h"

namespace patchbay::access {
namespace {

using test::key;
using test::ring_of;

class ResealTest : public test::VaultTest {
 protected:
  void SetUp() override {
    VaultTest::SetUp();
    ASSERT_TRUE(adopt(ring_));
    write([&](store::Session& s) {
      Reseal order;
      order.key = "k2";
      order.actor = "cli:anna";
      order.ordered_at = Timestamp{1};
      ASSERT_TRUE(order_reseal(s, "o", order));
    });
  }
  bool slice(std::size_t limit) {
    return write([&](store::Session& s) {
      return reseal_slice(s, "k2", {columns(), ring_}, limit, Timestamp{2});
    });
  }
  /// To the end; how many slices it took.
  int slice_all(std::size_t limit) {
    int slices = 1;
    while (slice(limit) && slices < 1'000) ++slices;
    return slices;
  }
  Reseal order() {
    return read([](store::Session& s) { return find_reseal(s, "k2").value(); });
  }
  static std::string phone(int i) { return std::to_string(5'000 + i); }

  const crypto::KeyRing old_ = ring_of(key("k1", 'a'));
  const crypto::KeyRing ring_ = ring_of(key("k1", 'a') + key("k2", 'b'));
};
PATCHBAY_ON_BOTH_STORES(ResealTest);

TEST_P(ResealTest, seals_every_value_anew_with_its_index_and_ends_after_an_empty_pass) {
  for (int i = 0; i < 7; ++i) put_endpoint("e" + std::to_string(i), "s" + std::to_string(i), old_);
  for (int i = 0; i < 5; ++i) put_contact("c" + std::to_string(i), phone(i), old_);
  EXPECT_EQ(slice_all(3), 6)
      << "12 values by threes; the last slice ends its pass, one more finds none";
  EXPECT_EQ(uses(), (std::vector<std::string>{"webhook_endpoints.sealed_auth k2 7/0",
                                              "customer_contacts.phone_sealed k2 5/5"}));
  for (int i = 0; i < 7; ++i)
    EXPECT_EQ(endpoint_secret("e" + std::to_string(i), ring_), "s" + std::to_string(i));
  EXPECT_EQ(contact_index("c4"), ring_.blind_index("d" + phone(4)));
  EXPECT_EQ(order().resealed, 12);
  EXPECT_TRUE(order().ended_at);
  EXPECT_FALSE(slice(3)) << "after the end nothing happens";
}

TEST_P(ResealTest, a_slice_that_was_rolled_back_is_done_again) {
  for (int i = 0; i < 4; ++i) put_endpoint("e" + std::to_string(i), "s", old_);
  EXPECT_TRUE(slice(2));
  const auto die = [&] {
    write([&](store::Session& s) {
      reseal_slice(s, "k2", {columns(), ring_}, 2, Timestamp{2});
      throw ErrorException(internal("the power is gone"));
    });
  };
  EXPECT_THROW(die(), ErrorException);
  EXPECT_EQ(order().resealed, 2) << "values and their count stand or fall together";
  reopen();
  slice_all(2);
  EXPECT_EQ(order().resealed, 4);
  EXPECT_EQ(uses(), (std::vector<std::string>{"webhook_endpoints.sealed_auth k2 4/0"}));
}

TEST_P(ResealTest, finds_what_was_sealed_with_the_old_key_behind_its_back) {
  for (int i = 0; i < 4; ++i) put_endpoint("e" + std::to_string(i), "s", old_);
  EXPECT_TRUE(slice(3));
  put_endpoint("a", "late", old_);  // before the position of the pass
  slice_all(3);
  EXPECT_EQ(uses(), (std::vector<std::string>{"webhook_endpoints.sealed_auth k2 5/0"}));
  EXPECT_EQ(endpoint_secret("a", ring_), "late");
}

TEST_P(ResealTest, leaves_what_no_key_opens_and_still_ends) {
  put_endpoint("a", "s", ring_of(key("k9", 'f')));
  put_endpoint("b", "s", old_);
  slice_all(10);
  EXPECT_TRUE(order().ended_at);
  EXPECT_GT(order().unreadable, 0);
  EXPECT_EQ(endpoint_secret("b", ring_), "s");
  EXPECT_EQ(endpoint_secret("a", ring_of(key("k9", 'f'))), "s");
}

TEST_P(ResealTest, a_writer_at_the_same_time_never_loses) {
  constexpr int values = 40;
  for (int i = 0; i < values; ++i) put_endpoint("e" + std::to_string(i), "before", old_);
  std::atomic<bool> stop = false;
  std::vector<int> written(values, 0);
  std::thread writer([&] {
    // With both rings: a hub that has not learnt the new key goes on with the old one.
    for (int round = 1; !stop || round <= 3; ++round)
      for (int i = 0; i < values; i += 3) {
        put_endpoint("e" + std::to_string(i), "after " + std::to_string(round),
                     round % 2 == 0 ? ring_ : old_);
        written[static_cast<std::size_t>(i)] = round;
      }
  });
  for (int n = 0; n < 60 && slice(7); ++n) {
  }
  stop = true;
  writer.join();
  if (order().ended_at)
    write([&](store::Session& s) {
      Reseal again = order();
      again.ended_at.reset();
      order_reseal(s, "o", again);
    });
  slice_all(7);
  for (int i = 0; i < values; ++i) {
    const int round = written[static_cast<std::size_t>(i)];
    EXPECT_EQ(endpoint_secret("e" + std::to_string(i), ring_),
              round == 0 ? "before" : "after " + std::to_string(round));
  }
  EXPECT_EQ(uses(), (std::vector<std::string>{"webhook_endpoints.sealed_auth k2 40/0"}));
}

TEST_P(ResealTest, an_order_at_work_is_not_begun_anew_and_one_that_ended_is) {
  put_endpoint("a", "s", old_);
  const auto place = [&] {
    return write([&](store::Session& s) {
      Reseal again;
      again.key = "k2";
      again.ordered_at = Timestamp{9};
      return order_reseal(s, "o", again);
    });
  };
  EXPECT_FALSE(place());
  slice_all(10);
  EXPECT_TRUE(place());
  EXPECT_FALSE(order().ended_at);
  EXPECT_EQ(order().resealed, 0);
}

}  // namespace
}  // namespace patchbay::access
