#include "hub/access/credential.h"

#include <gtest/gtest.h>

#include "hub/access/roles.h"
#include "hub/access/two_generations.h"

namespace patchbay::access {
namespace {

TEST(Credential, key_pairs_are_their_own_and_name_their_environment) {
  const KeyPair one = new_key_pair(true), other = new_key_pair(true);
  EXPECT_TRUE(one.public_key.starts_with("pk_live_"));
  EXPECT_TRUE(one.secret.reveal().starts_with("sk_live_"));
  EXPECT_NE(one.public_key, other.public_key);
  EXPECT_NE(one.secret.reveal(), other.secret.reveal());
  EXPECT_TRUE(new_key_pair(false).public_key.starts_with("pk_test_"));
}

TEST(Credential, either_key_finds_it) {
  const KeyPair pair = new_key_pair(true);
  EXPECT_EQ(public_key_of(pair.public_key), pair.public_key);
  EXPECT_EQ(public_key_of(pair.secret.reveal()), pair.public_key);
  EXPECT_TRUE(is_secret_key(pair.secret.reveal()));
  EXPECT_FALSE(is_secret_key(pair.public_key));
}

TEST(Credential, other_texts_are_no_keys) {
  const std::string key(new_key_pair(true).public_key);
  for (const std::string& odd :
       {std::string(), std::string("pk_"), std::string("pk_live_"), key + "0",
        key.substr(0, key.size() - 1), "PK" + key.substr(2), "pk_prod_" + key.substr(8),
        key.substr(0, key.size() - 1) + "G", "sk" + key.substr(2), std::string(100'000, 'a'),
        "pk_live_" + std::string(24, '\0'), std::string("sk_live_def456uvw")})
    EXPECT_EQ(public_key_of(odd), "") << odd.substr(0, 80);
}

TEST(Credential, little_of_the_secret_is_shown) {
  const KeyPair pair = new_key_pair(true);
  const auto hint = secret_hint(pair.public_key);
  EXPECT_TRUE(hint.ends_with("…"));
  EXPECT_TRUE(pair.secret.reveal().starts_with(hint.substr(0, hint.size() - 3)));
  EXPECT_LE(hint.size(), std::string("sk_live_123456…").size());
  EXPECT_EQ(hash_of_secret(pair.secret.reveal()).size(), 64U);
}

TEST(Credential, is_valid_until_it_ends_or_is_revoked) {
  Credential one;
  EXPECT_TRUE(one.is_valid({100}));
  one.expires_at = Timestamp{100};
  EXPECT_TRUE(one.is_valid({99}));
  EXPECT_FALSE(one.is_valid({100}));
  one.expires_at = std::nullopt;
  one.revoked_at = Timestamp{1};
  EXPECT_FALSE(one.is_valid({0})) << "also for hubs whose clock is behind";
}

TEST(Roles, give_their_scopes_or_some_of_them) {
  EXPECT_EQ(scopes_of("owner", "").value(), std::set<std::string>{"*"});
  EXPECT_EQ(scopes_of("owner", "rewards:read").value(), std::set<std::string>{"rewards:read"});
  EXPECT_TRUE(scopes_of("operator", "").value().contains("switches:write"));
  EXPECT_EQ(scopes_of("operator", "jobs:read, hubs:read").value().size(), 2U);
  EXPECT_EQ(scopes_of("auditor", "jobs:write").error().kind, ErrorKind::refused);
  EXPECT_EQ(scopes_of("operator", "*").error().kind, ErrorKind::refused);
  EXPECT_NE(scopes_of("operater", "").error().message.find("did you mean operator?"),
            std::string::npos);
  EXPECT_NE(scopes_of("owner", "reward:read").error().message.find("rewards:read"),
            std::string::npos);
}

TEST(Roles, hold_known_scopes_only_and_an_auditor_only_reads) {
  const std::set<std::string_view> known(known_scopes().begin(), known_scopes().end());
  for (const auto& role : roles()) {
    const std::set<std::string> scopes = scopes_of(role.name, "").value();
    for (const auto& scope : scopes) {
      EXPECT_TRUE(scope == "*" || known.contains(scope)) << role.name << " " << scope;
      EXPECT_TRUE(role.name != "auditor" || scope.ends_with(":read")) << scope;
    }
  }
  EXPECT_FALSE(scopes_of("operator", "").value().contains("credentials:write"));
}

TEST(TwoGenerations, forget_what_was_not_asked_for) {
  TwoGenerations<int> map(4);
  map.put("a", 1);
  map.put("b", 2);
  EXPECT_EQ(*map.find("a"), 1);
  map.put("c", 3);  // a and b are the old half now
  EXPECT_EQ(*map.find("a"), 1) << "and young again";
  map.put("d", 4);
  EXPECT_EQ(map.find("b"), nullptr);
  EXPECT_EQ(*map.find("a"), 1);
  for (int i = 0; i < 1000; ++i) map.put(std::to_string(i), i);
  EXPECT_LE(map.size(), 4U);
  map.clear();
  EXPECT_EQ(map.find("999"), nullptr);
}

}  // namespace
}  // namespace patchbay::access
