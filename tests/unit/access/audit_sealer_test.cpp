#include "hub/access/audit_sealer.h"

#include "hub/access/audit.h"
#include "hub/access/audit_purge.h"
#include "hub/access/audit_verify.h"
#include "tests/support/stores.h"
#include "tests/support/wait.h"

namespace patchbay::access {
namespace {

using Names = std::vector<std::string>;

constexpr Timestamp now{1'000'000'000};

crypto::KeyRing ring(const std::string& lines) { return crypto::KeyRing::parse(lines).value(); }
std::string line(const std::string& id, char digit) {
  return id + " " + std::string(64, digit) + "\n";
}

class AuditSealerTest : public StoreTest {
 protected:
  void add(const OrganisationId& organisation, int count = 1, Timestamp at = now) {
    write([&](store::Session& s) {
      for (int i = 0; i < count; ++i)
        record(s, {organisation, "cli:anna", "switch.throw", "partner:" + std::to_string(i), "noon",
                   "", at, "192.0.2.1", "{}", R"({"a":1})"});
    });
  }
  SealedRows seal(store::Store& store) {
    return store.run_blocking(store::Access::write,
                              [&](store::Session& s) { return seal_rows(s, keys_); });
  }
  SealedRows seal() { return seal(store()); }
  std::vector<ChainReport> verify(const std::optional<OrganisationId>& organisation = {}) {
    return read([&](store::Session& s) { return verify_chains(s, keys_, organisation, {}); });
  }
  /// "organisation kind@position"
  Names found() {
    Names names;
    for (const auto& report : verify())
      for (const auto& finding : report.findings)
        names.push_back(report.organisation + " " + name_of(finding.kind) + "@" +
                        std::to_string(finding.position));
    return names;
  }
  void sql(const std::string& text) {
    write([&](store::Session& s) { store::execute(s, text); });
  }
  PurgedAudit purge(Timestamp until, std::size_t rows_max = 1000) {
    return write([&](store::Session& s) { return purge_audit(s, keys_, until, rows_max, now); });
  }
  Result<void> accept(const OrganisationId& organisation) {
    return write([&](store::Session& s) {
      AuditEntry entry;
      entry.organisation = organisation;
      entry.actor = "cli:anna";
      entry.reason = "we restored it by hand";
      entry.at = now;
      return accept_chain(s, keys_, entry);
    });
  }

  crypto::KeyRing keys_ = ring(line("k1", 'a'));
};
PATCHBAY_ON_BOTH_STORES(AuditSealerTest);

TEST_P(AuditSealerTest, each_organisation_has_its_chain) {
  add("acme", 3);
  add("", 2);
  add("other");
  add("acme");
  EXPECT_EQ(seal().rows, 7);
  EXPECT_EQ(seal().rows, 0);
  const auto reports = verify();
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_EQ(reports[0].organisation, "");
  EXPECT_EQ(reports[0].rows, 2);
  EXPECT_EQ(reports[1].organisation, "acme");
  EXPECT_EQ(reports[1].head.position, 4);
  EXPECT_EQ(reports[2].rows, 1);
  EXPECT_EQ(found(), Names{});
  EXPECT_EQ(verify("acme").size(), 1U);
  EXPECT_TRUE(verify("nobody").empty());
}

TEST_P(AuditSealerTest, what_waits_is_told) {
  add("acme", 3, {5});
  auto waiting = verify().at(0).waiting;
  EXPECT_EQ(waiting.rows, 3);
  EXPECT_EQ(waiting.oldest, (Timestamp{5}));
  EXPECT_EQ(found(), Names{}) << "not chained yet is no fault";
  seal();
  for (const auto& report : verify()) EXPECT_EQ(report.waiting.rows, 0);
}

TEST_P(AuditSealerTest, batches_go_on_where_the_last_one_ended) {
  add("acme", 2500);
  std::int64_t rows = 0;
  for (bool more = true; more;) {
    const auto sealed = seal();
    rows += sealed.rows;
    more = sealed.more;
  }
  EXPECT_EQ(rows, 2500);
  EXPECT_EQ(verify("acme").at(0).rows, 2500);
  EXPECT_EQ(found(), Names{});
}

TEST_P(AuditSealerTest, hubs_seal_at_once_without_a_fork) {
  const auto other = store::open_store({.url = url()}).value();
  constexpr int rows = 300;
  std::atomic<int> writing = 2;
  const auto writer = [&](store::Store& to) {
    for (int i = 0; i < rows; ++i)
      to.run_blocking(store::Access::write, [&](store::Session& s) {
        record(s, {i % 3 == 0 ? "acme" : "other", "a", "b", "c", "", "", now});
      });
    --writing;
  };
  const auto sealer = [&](store::Store& to) {
    while (writing > 0) seal(to);
  };
  std::vector<std::thread> threads;
  threads.emplace_back(writer, std::ref(store()));
  threads.emplace_back(writer, std::ref(*other));
  threads.emplace_back(sealer, std::ref(store()));
  threads.emplace_back(sealer, std::ref(*other));
  for (auto& thread : threads) thread.join();
  while (seal().rows > 0) continue;
  EXPECT_EQ(found(), Names{});
  std::int64_t chained = 0;
  for (const auto& report : verify()) chained += report.rows;
  EXPECT_EQ(chained, 2 * rows);
}

TEST_P(AuditSealerTest, tampering_with_rows_is_found) {
  add("acme", 20);
  seal();
  sql("UPDATE audit SET reason = 'x' WHERE position = 5");
  EXPECT_EQ(found(), Names{"acme changed@5"});
  sql("UPDATE audit SET reason = 'noon' WHERE position = 5");
  EXPECT_EQ(found(), Names{});
  sql("UPDATE audit SET position = 1007 WHERE position = 7");
  sql("UPDATE audit SET position = 7 WHERE position = 9");
  sql("UPDATE audit SET position = 9 WHERE position = 1007");
  EXPECT_EQ(found(), (Names{"acme reordered@7", "acme reordered@9"}));
  sql("DELETE FROM audit WHERE position IN (7, 8, 9)");
  EXPECT_EQ(found(), Names{"acme missing@7"});
  sql("DELETE FROM audit WHERE position >= 7");
  EXPECT_EQ(found(), Names{"acme tail_cut@7"});
}

TEST_P(AuditSealerTest, a_head_that_was_set_back_is_found_and_nothing_is_chained_behind_it) {
  add("acme", 20);
  seal();
  sql("DELETE FROM audit WHERE position > 10");
  sql("UPDATE audit_heads SET position = 10, hash = (SELECT hash FROM audit WHERE position = 10 "
      "AND organisation_id = 'acme') WHERE organisation_id = 'acme'");
  EXPECT_EQ(found(), Names{"acme head_forged@10"});
  add("acme");
  add("other");
  const auto sealed = seal();
  EXPECT_EQ(sealed.broken, std::set<OrganisationId>{"acme"});
  EXPECT_EQ(sealed.rows, 1) << "of the other one";
  EXPECT_EQ(found(), Names{"acme head_forged@10"}) << "the seal is not made good";
}

TEST_P(AuditSealerTest, a_chain_that_is_gone_is_found) {
  add("acme", 3);
  add("other", 3);
  seal();
  sql("DELETE FROM audit WHERE organisation_id = 'acme'");
  EXPECT_EQ(found(), Names{"acme tail_cut@1"});
  sql("DELETE FROM audit_heads WHERE organisation_id = 'acme'");
  EXPECT_EQ(found(), Names{" chain_lost@0"});
  sql("DELETE FROM audit_heads");
  EXPECT_EQ(found(), Names{"other chain_lost@0"});
}

TEST_P(AuditSealerTest, an_accepted_chain_goes_on_and_says_so) {
  add("acme", 20);
  seal();
  EXPECT_EQ(accept("acme").error().kind, ErrorKind::conflict);
  EXPECT_EQ(accept("nobody").error().kind, ErrorKind::not_found);
  sql("DELETE FROM audit WHERE position > 10");
  ASSERT_TRUE(accept("acme"));
  seal();
  EXPECT_EQ(found(), Names{});
  const auto rows = read([](store::Session& s) { return list_audit(s, "acme", 0, 1); });
  EXPECT_EQ(rows.at(0).action, "audit.accept");
  EXPECT_EQ(rows.at(0).position, 11);
  EXPECT_NE(rows.at(0).detail.find("tail_cut"), std::string::npos);
}

TEST_P(AuditSealerTest, keys_come_and_the_chain_stays_verifiable) {
  add("acme", 3);
  seal();
  keys_ = ring(line("k1", 'a') + line("k2", 'b'));
  EXPECT_EQ(found(), Names{});
  add("acme");
  seal();
  EXPECT_EQ(found(), Names{});
  keys_ = ring(line("k9", 'c'));
  EXPECT_EQ(found(), (Names{" head_forged@0", "acme head_forged@4"})) << "another ring";
}

TEST_P(AuditSealerTest, retention_takes_the_oldest_end_and_leaves_an_anchor) {
  add("acme", 5, {100});
  add("acme", 1, {900});
  add("acme", 2, {100});  // behind a newer one: stays until that goes
  add("other", 2, {900});
  seal();
  EXPECT_EQ(purge({500}).rows, 5);
  EXPECT_EQ(found(), Names{});
  EXPECT_EQ(verify("acme").at(0).anchor.position, 5);
  EXPECT_EQ(verify("acme").at(0).rows, 3);
  EXPECT_EQ(purge({500}).rows, 0);
  seal();
  const auto rows = read([](store::Session& s) { return list_audit(s, "acme", 0, 1); });
  EXPECT_EQ(rows.at(0).action, "audit.purge");
  EXPECT_EQ(found(), Names{});
  sql("DELETE FROM audit WHERE position = 6");
  EXPECT_EQ(found(), Names{"acme wrong_start@6"});
}

TEST_P(AuditSealerTest, retention_goes_batch_by_batch_to_the_very_last_row) {
  add("acme", 25, {100});
  seal();
  EXPECT_TRUE(purge({500}, 10).more);
  EXPECT_EQ(purge({500}, 10).rows, 10);
  EXPECT_EQ(purge({500}, 10).rows, 5);
  seal();
  EXPECT_EQ(found(), Names{});
  EXPECT_EQ(verify("acme").at(0).rows, 3) << "the purges themselves";
}

TEST_P(AuditSealerTest, retention_leaves_what_does_not_verify) {
  add("acme", 5, {100});
  seal();
  sql("UPDATE audit SET reason = 'x' WHERE position = 2");
  const auto purged = purge({500});
  EXPECT_TRUE(purged.is_broken);
  EXPECT_EQ(purged.rows, 0);
  EXPECT_EQ(found(), Names{"acme changed@2"});
}

TEST_P(AuditSealerTest, the_sealer_works_by_itself) {
  auto loops = http::start_loops(1);
  std::atomic<bool> may_change = false;
  {
    const auto rounds =
        start_audit_sealer({store(), *loops, keys_, [&] { return may_change.load(); }});
    add("acme", 1500);
    may_change = true;
    rounds->wake();
    EXPECT_TRUE(wait_until([&] { return verify("acme").at(0).rows == 1500; }));
  }
  loops->stop();
  EXPECT_EQ(verify("acme").at(0).rows, 1500);
  EXPECT_EQ(found(), Names{});
}

}  // namespace
}  // namespace patchbay::access
