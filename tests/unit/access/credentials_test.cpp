#include "hub/access/credentials.h"

#include "hub/access/audit.h"
#include "hub/access/issue.h"
#include "hub/access/used_signatures.h"
#include "tests/support/stores.h"

namespace patchbay::access {
namespace {

using std::chrono::hours;

constexpr Timestamp now{1'700'000'000'000'000};
const OrganisationId organisation = "acme";

class CredentialsTest : public StoreTest {
 protected:
  Result<Issued> issue(NewCredential wanted, const Giver& giver = {"cli:anna"}) {
    wanted.organisation = organisation;
    return write([&](store::Session& s) { return issue_credential(s, wanted, keys_, giver, now); });
  }
  static NewCredential service() {
    NewCredential wanted;
    wanted.name = "till";
    return wanted;
  }
  static NewCredential partner(const std::string& id = "acme") {
    NewCredential wanted;
    wanted.kind = CredentialKind::partner;
    wanted.partner = id;
    return wanted;
  }
  std::optional<StoredCredential> find(const std::string& key) {
    return read([&](store::Session& s) { return find_by_public_key(s, key); });
  }
  std::vector<Credential> list(const CredentialFilter& filter) {
    return read([&](store::Session& s) { return list_credentials(s, organisation, filter, now); });
  }
  std::int64_t changes() { return read(count_credential_changes); }
  std::string refusal(const NewCredential& wanted, const Giver& giver = {"cli:anna"}) {
    const auto issued = issue(wanted, giver);
    return issued ? "issued" : issued.error().message;
  }

  crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
};
PATCHBAY_ON_BOTH_STORES(CredentialsTest);

TEST_P(CredentialsTest, are_found_by_their_public_key) {
  auto wanted = service();
  wanted.networks = "10.0.0.0/8";
  wanted.expires_at = now + hours(1);
  const auto issued = issue(wanted).value();
  const auto found = find(issued.credential.public_key);
  ASSERT_TRUE(found);
  const auto& one = found->credential;
  EXPECT_EQ(one.id, issued.credential.id);
  EXPECT_EQ(one.lineage, one.id);
  EXPECT_EQ(one.role, "service");
  EXPECT_TRUE(one.scopes.contains("rewards:write"));
  EXPECT_EQ(one.networks, "10.0.0.0/8");
  EXPECT_EQ(one.expires_at, now + hours(1));
  EXPECT_EQ(one.created_by, "cli:anna");
  EXPECT_FALSE(one.last_used_at);
  EXPECT_FALSE(find("pk_live_" + std::string(24, '0')));
  EXPECT_FALSE(find("x' OR '1'='1"));
}

TEST_P(CredentialsTest, the_secret_is_kept_only_where_it_must_sign) {
  const auto bearer = issue(service()).value();
  const auto found = find(bearer.credential.public_key);
  EXPECT_EQ(found->sealed_secret, "");
  EXPECT_EQ(found->secret_hash, hash_of_secret(bearer.secret.reveal()));
  EXPECT_TRUE(open_secret(*found, keys_).value().empty());
  const auto signer = issue(partner()).value();
  const auto stored = find(signer.credential.public_key);
  EXPECT_EQ(stored->credential.signing, Signing::required);
  EXPECT_EQ(open_secret(*stored, keys_).value().reveal(), signer.secret.reveal());
  EXPECT_EQ(stored->sealed_secret.find(signer.secret.reveal()), std::string::npos);
  auto moved = *stored;
  moved.credential.id = "crd_other";
  EXPECT_EQ(open_secret(moved, keys_).error().kind, ErrorKind::corrupt) << "bound to its row";
}

TEST_P(CredentialsTest, several_belong_to_a_partner) {
  const auto one = issue(partner("acme")).value(), two = issue(partner("acme")).value();
  issue(partner("globex")).value();
  const auto found = list({.partner = "acme"});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(list({.limit = 2}).size(), 2U);
  EXPECT_EQ(list({.after = list({.limit = 2}).back().id}).size(), 1U);
  write([&](store::Session& s) {
    revoke_credential(s, organisation, one.credential.id, {"cli:anna"}, now).value();
  });
  const auto valid = list({.partner = "acme", .only_valid = true});
  ASSERT_EQ(valid.size(), 1U);
  EXPECT_EQ(valid[0].id, two.credential.id);
  EXPECT_TRUE(
      read([&](store::Session& s) { return list_credentials(s, "other", {}, now); }).empty())
      << "a credential is of one organisation";
}

TEST_P(CredentialsTest, a_rotation_lets_the_old_one_work_a_while) {
  const auto old = issue(partner()).value().credential;
  const auto next =
      write([&](store::Session& s) {
        return rotate_credential(s, organisation, old.id, hours(24), keys_, {"cli:anna"}, now);
      }).value();
  EXPECT_EQ(next.credential.lineage, old.id);
  EXPECT_EQ(next.credential.partner, "acme");
  EXPECT_FALSE(next.credential.expires_at);
  const auto ending = find(old.public_key)->credential;
  EXPECT_EQ(ending.replaced_by, next.credential.id);
  EXPECT_TRUE(ending.is_valid(now + hours(23)));
  EXPECT_FALSE(ending.is_valid(now + hours(24)));
  const auto again = write([&](store::Session& s) {
    return rotate_credential(s, organisation, old.id, hours(24), keys_, {"cli:anna"}, now);
  });
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_P(CredentialsTest, a_rotation_makes_no_life_longer) {
  auto wanted = service();
  wanted.expires_at = now + hours(1);
  const auto old = issue(wanted).value().credential;
  write([&](store::Session& s) {
    rotate_credential(s, organisation, old.id, hours(24), keys_, {"cli:anna"}, now).value();
  });
  EXPECT_EQ(find(old.public_key)->credential.expires_at, now + hours(1));
}

TEST_P(CredentialsTest, a_revoked_one_stays_so_and_its_secret_goes) {
  const auto one = issue(partner()).value().credential;
  const auto revoke = [&](const std::string& id) {
    return write(
        [&](store::Session& s) { return revoke_credential(s, organisation, id, {"x"}, now); });
  };
  EXPECT_TRUE(revoke(one.id));
  EXPECT_EQ(revoke(one.id).error().kind, ErrorKind::conflict);
  EXPECT_EQ(revoke("crd_nobody").error().kind, ErrorKind::not_found);
  EXPECT_EQ(find(one.public_key)->sealed_secret, "");
  EXPECT_EQ(write([&](store::Session& s) {
              return rotate_credential(s, organisation, one.id, hours(1), keys_, {"x"}, now);
            })
                .error()
                .kind,
            ErrorKind::conflict);
}

TEST_P(CredentialsTest, changes_are_counted_and_audited_together) {
  EXPECT_EQ(changes(), 0);
  const auto one = issue(partner(), {"api:crd_1", {"*"}, "new till"}).value().credential;
  EXPECT_EQ(changes(), 1);
  const auto rows = read([](store::Session& s) { return list_audit(s, organisation, 0, 10); });
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].actor, "api:crd_1");
  EXPECT_EQ(rows[0].action, "credential.create");
  EXPECT_EQ(rows[0].subject, "credential:" + one.id);
  EXPECT_EQ(rows[0].reason, "new till");
  EXPECT_EQ(rows[0].before, "");
  EXPECT_NE(rows[0].after.find("\"role\":\"partner\""), std::string::npos) << rows[0].after;
  EXPECT_EQ((rows[0].detail + rows[0].after).find("sk_"), std::string::npos);
}

TEST_P(CredentialsTest, a_revocation_is_audited_with_the_state_before_and_after) {
  const auto one = issue(partner(), {"api:crd_1", {"*"}, ""}).value().credential;
  write([&](store::Session& s) {
    revoke_credential(s, organisation, one.id, {"cli:eve", {"*"}, "left"}, now).value();
  });
  const auto rows = read([](store::Session& s) { return list_audit(s, organisation, 0, 10); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].action, "credential.revoke");
  EXPECT_EQ(rows[0].before, rows[1].after);
  EXPECT_NE(rows[0].before.find("\"revoked_at\":null"), std::string::npos);
  EXPECT_EQ(rows[0].after.find("\"revoked_at\":null"), std::string::npos);
}

TEST_P(CredentialsTest, nobody_gives_what_they_do_not_have) {
  auto wanted = service();
  EXPECT_NE(refusal(wanted, {"api:x", {"credentials:write"}}).find("yourself"), std::string::npos);
  wanted.scopes = "rewards:read";
  EXPECT_EQ(refusal(wanted, {"api:x", {"credentials:write", "rewards:read"}}), "issued");
}

TEST_P(CredentialsTest, what_makes_no_sense_is_refused_naming_the_field) {
  auto wanted = partner("");
  EXPECT_TRUE(refusal(wanted).starts_with("partner: "));
  wanted = partner();
  wanted.role = "owner";
  EXPECT_TRUE(refusal(wanted).starts_with("role: "));
  wanted = service();
  wanted.partner = "acme";
  EXPECT_TRUE(refusal(wanted).starts_with("partner: "));
  wanted = service();
  wanted.networks = "10.0.0.1/8";
  EXPECT_TRUE(refusal(wanted).starts_with("networks: "));
  wanted = service();
  wanted.expires_at = now;
  EXPECT_TRUE(refusal(wanted).starts_with("expires_at: "));
  wanted = service();
  wanted.name = "two\nlines";
  EXPECT_TRUE(refusal(wanted).starts_with("name: "));
  wanted = service();
  wanted.allows_timestamp_signature = true;
  EXPECT_TRUE(refusal(wanted).starts_with("timestamp_signature: "));
  EXPECT_EQ(changes(), 0);
}

TEST_P(CredentialsTest, the_last_use_only_moves_forward) {
  const auto one = issue(service()).value().credential, two = issue(service()).value().credential;
  const auto use = [&](Timestamp at) {
    write([&](store::Session& s) {
      record_uses(s, {{organisation, one.id, at}, {organisation, "crd_gone", at}});
    });
  };
  use({500});
  use({300});
  EXPECT_EQ(find(one.public_key)->credential.last_used_at, Timestamp{500});
  use({700});
  EXPECT_EQ(find(one.public_key)->credential.last_used_at, Timestamp{700});
  EXPECT_FALSE(find(two.public_key)->credential.last_used_at);
}

TEST_P(CredentialsTest, a_signature_is_used_once_and_purged_after_its_time) {
  const SignatureUse use{organisation, std::string(64, 'a'), now};
  const auto use_it = [&](const SignatureUse& one) {
    return write([&](store::Session& s) { return use_signature(s, one); });
  };
  EXPECT_TRUE(use_it(use));
  EXPECT_FALSE(use_it(use));
  EXPECT_TRUE(use_it({"other", use.signature, now}));
  const auto purge = [&](Timestamp at) {
    return write([&](store::Session& s) { return purge_signatures(s, at, 10); });
  };
  EXPECT_EQ(purge(now), 0);
  EXPECT_EQ(purge({now.micros + 1}), 2);
  EXPECT_TRUE(use_it(use));
}

TEST_P(CredentialsTest, a_change_that_is_refused_burns_no_signature) {
  const SignatureUse use{organisation, std::string(64, 'b'), now};
  EXPECT_THROW(write([&](store::Session& s) {
                 EXPECT_TRUE(use_signature(s, use));
                 throw ErrorException(conflict("the change says no"));
               }),
               ErrorException);
  EXPECT_TRUE(write([&](store::Session& s) { return use_signature(s, use); }));
}

}  // namespace
}  // namespace patchbay::access
