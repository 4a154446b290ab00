#include "hub/jobs/hubs.h"
#include "tests/unit/access/vault_support.h"

namespace patchbay::access {
namespace {

using test::key;
using test::ring_of;
using Texts = std::vector<std::string>;

class VaultKeysTest : public test::VaultTest {};
PATCHBAY_ON_BOTH_STORES(VaultKeysTest);

TEST_P(VaultKeysTest, takes_a_ring_and_keeps_its_order) {
  const auto ring = ring_of(key("z", 'a') + key("a", 'b'));
  EXPECT_TRUE(adopt(ring));
  EXPECT_TRUE(adopt(ring)) << "again changes nothing";
  EXPECT_EQ(read(needed_keys), (Texts{"z", "a"}));
}

TEST_P(VaultKeysTest, says_which_keys_are_missing_and_which_are_others) {
  ASSERT_TRUE(adopt(ring_of(key("k1", 'a') + key("k2", 'b'))));
  const auto wrong = adopt(ring_of(key("k2", 'c') + key("k3", 'd')));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::refused);
  EXPECT_NE(wrong.error().message.find("lacks key \"k1\", and has key \"k2\" with other bytes"),
            std::string::npos)
      << wrong.error().message;
  EXPECT_EQ(read(needed_keys), (Texts{"k1", "k2"})) << "a wrong ring leaves nothing behind";
}

TEST_P(VaultKeysTest, a_look_up_asks_for_what_stands_under_every_key) {
  const auto ring = ring_of(key("k1", 'a') + key("k2", 'b'));
  ASSERT_TRUE(adopt(ring));
  const auto candidates =
      read([&](store::Session& s) { return index_candidates(s, ring, "x").value(); });
  EXPECT_EQ(candidates, ring.blind_indexes("x"));
}

TEST_P(VaultKeysTest, a_look_up_without_a_key_is_an_error_and_no_answer) {
  ASSERT_TRUE(adopt(ring_of(key("k1", 'a') + key("k2", 'b'))));
  auto behind = ring_of(key("k1", 'a'));
  const auto look_up = [&] {
    return read([&](store::Session& s) { return index_candidates(s, behind, "x"); });
  };
  EXPECT_EQ(look_up().error().kind, ErrorKind::unavailable);
  behind.set_source([] { return std::optional(ring_of(key("k1", 'a') + key("k2", 'b'))); });
  EXPECT_EQ(look_up().value().size(), 2U);
}

TEST_P(VaultKeysTest, counts_what_stands_under_each_key) {
  const auto old_ring = ring_of(key("k1", 'a'));
  const auto ring = ring_of(key("k1", 'a') + key("k2", 'b'));
  ASSERT_TRUE(adopt(ring));
  put_endpoint("a", "s", old_ring);
  put_endpoint("b", "s", ring);
  put_endpoint("c", "s", ring_of(key("lost", 'f')));
  put_contact("p", "1", old_ring);
  EXPECT_EQ(uses(),
            (Texts{"webhook_endpoints.sealed_auth k1 1/0", "webhook_endpoints.sealed_auth k2 1/0",
                   "webhook_endpoints.sealed_auth  1/0", "customer_contacts.phone_sealed k1 1/1"}));
}

TEST_P(VaultKeysTest, a_key_that_anything_depends_on_is_not_retired) {
  const auto old_ring = ring_of(key("k1", 'a'));
  const auto ring = ring_of(key("k1", 'a') + key("k2", 'b'));
  ASSERT_TRUE(adopt(ring));
  const auto retire = [&](const std::string& id) {
    return write([&](store::Session& s) { return retire_key(s, columns(), ring, id); });
  };
  EXPECT_EQ(retire("k2").error().kind, ErrorKind::refused) << "the newest";
  EXPECT_EQ(retire("k9").error().kind, ErrorKind::not_found);
  put_contact("p", "1", ring);
  write([&](store::Session& s) {
    store::execute(s, "UPDATE customer_contacts SET phone_index = :hash",
                   {{"hash", old_ring.blind_index("d1")}});
  });
  EXPECT_EQ(retire("k1").error().kind, ErrorKind::refused) << "a blind index alone holds it";
  write([&](store::Session& s) { store::execute(s, "DELETE FROM customer_contacts"); });
  EXPECT_TRUE(retire("k1"));
  EXPECT_EQ(read(needed_keys), (Texts{"k2"}));
}

TEST_P(VaultKeysTest, a_hub_that_seals_with_an_older_key_holds_it) {
  const auto ring = ring_of(key("k1", 'a') + key("k2", 'b'));
  ASSERT_TRUE(adopt(ring));
  write([](store::Session& s) {
    jobs::HubRow hub;
    hub.id = "hub_a";
    jobs::announce_hub(s, hub, Duration(60'000'000));
    note_active_key(s, "hub_a", "k1");
  });
  const auto retire = [&] {
    return write([&](store::Session& s) { return retire_key(s, columns(), ring, "k1"); });
  };
  EXPECT_EQ(retire().error().kind, ErrorKind::refused);
  write([](store::Session& s) { note_active_key(s, "hub_a", "k2"); });
  EXPECT_TRUE(retire());
}

}  // namespace
}  // namespace patchbay::access
