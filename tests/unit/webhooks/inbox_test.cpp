#include "webhooks/inbox.h"

#include "hub/access/audit.h"
#include "hub/jobs/dead_letters.h"
#include "hub/jobs/switches.h"
#include "tests/unit/webhooks/inbox_support.h"
#include "webhooks/endpoints.h"
#include "webhooks/fan_out.h"
#include "webhooks/inbox_rows.h"
#include "webhooks/standard.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

PATCHBAY_ON_BOTH_STORES(InboxTest);

TEST_P(InboxTest, one_accepted_thing_is_one_transaction) {
  const auto kept = keep_all({inbound("a"), inbound("b"), inbound("c", "{}", "t", "agl")});
  EXPECT_EQ(kept, std::vector<Kept>(3, Kept::fresh));
  EXPECT_EQ(count("inbound_events WHERE state = 'received'"), 3);
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 2u);  // one a partner
  std::size_t named = 0;
  for (const auto& job : jobs) named += read_decode_payload(job.payload).value().size();
  EXPECT_EQ(named, 3u);
  const auto audited = read([](store::Session& s) {
    return access::list_audit(s, programme, 0, 10, {.action = "inbound.accept"});
  });
  ASSERT_EQ(audited.size(), 2u);
  const auto& of_coles = audited[audited[0].subject == "partner:coles" ? 0 : 1];
  EXPECT_EQ(of_coles.actor, "webhook:coles");
  const auto detail = boost::json::parse(of_coles.detail);
  EXPECT_EQ(detail.at("count").as_int64(), 2);
  EXPECT_EQ(detail.at("keys_sha256").as_string(), crypto::to_hex(crypto::sha256("a\nb\n")));
}

TEST_P(InboxTest, repeats_are_counted_and_change_nothing) {
  keep_all({inbound("a", "first")});
  claim();
  const auto kept = keep_all({inbound("a", "second"), inbound("b"), inbound("b"), inbound("a")});
  EXPECT_EQ(kept, (std::vector{Kept::repeat, Kept::fresh, Kept::repeat, Kept::repeat}));
  const auto rows = all();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].dedup, "b");
  EXPECT_EQ(rows[0].repeats, 1);
  EXPECT_EQ(rows[1].repeats, 2);
  EXPECT_EQ(text("SELECT body FROM inbound_events WHERE dedup_key = 'a'"), "first");
  EXPECT_EQ(claim().size(), 1u);
  keep_all({inbound("a")});
  EXPECT_EQ(claim().size(), 0u);
  EXPECT_EQ(count("audit WHERE action = 'inbound.accept'"), 2);
}

TEST_P(InboxTest, the_same_key_of_another_partner_is_another_webhook) {
  const auto kept = keep_all({inbound("a"), inbound("a", "{}", "t", "agl")});
  EXPECT_EQ(kept, std::vector<Kept>(2, Kept::fresh));
}

TEST_P(InboxTest, any_bytes_come_back_byte_for_byte) {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  const std::vector<std::string> bodies{every,
                                        "",
                                        std::string("\0", 1),
                                        "\xff\xfe",
                                        "caf\xc3\xa9",
                                        "{\"a\":1.50}\r\n",
                                        "'; DROP TABLE jobs; --"};
  std::vector<Inbound> webhooks;
  for (const auto& body : bodies)
    webhooks.push_back(inbound(std::to_string(webhooks.size()), body));
  keep_all(webhooks);
  const auto rows = all();
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const auto& row = rows[rows.size() - 1 - i];
    const auto found = read([&](store::Session& s) {
      return find_inbound_body(s, programme, inbound_name(row.sequence));
    });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->body, bodies[i]) << i;
    EXPECT_EQ(found->content_type, "application/json");
    EXPECT_EQ(found->partner, "coles");
  }
}

TEST_P(InboxTest, another_organisation_sees_none_of_it) {
  keep_all({inbound("a")});
  const auto name = inbound_name(all().at(0).sequence);
  EXPECT_FALSE(read([&](store::Session& s) { return find_inbound_body(s, "other", name); }));
  EXPECT_TRUE(read([](store::Session& s) { return list_inbound(s, {"other"}, 0, 10); }).empty());
  EXPECT_FALSE(read([&](store::Session& s) { return find_inbound_body(s, programme, "inb_x"); }));
}

TEST_P(InboxTest, a_relay_is_written_only_where_an_endpoint_asks_for_it) {
  const auto keys = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  const auto endpoint = [&](const std::string& id, const std::string& types) {
    write([&](store::Session& s) {
      put_endpoint(s, programme, {id, "https://a.example", new_secret(), types}, keys, noon);
    });
  };
  endpoint("all", "");
  endpoint("star", "*");
  endpoint("tiers", "tier.updated");
  keep_all({inbound("a")});
  EXPECT_EQ(count("events"), 0);
  endpoint("relay", "tier.updated,webhook.received");
  keep_all({inbound("b", "{}", "their.type")});
  EXPECT_EQ(count("events WHERE type = 'webhook.received'"), 1);
  const auto data = boost::json::parse(text("SELECT data FROM events"));
  EXPECT_EQ(data.at("partner").as_string(), "coles");
  EXPECT_EQ(data.at("type").as_string(), "their.type");
  const std::string name(data.at("inbound").as_string());
  EXPECT_TRUE(read([&](store::Session& s) { return find_inbound_body(s, programme, name); }));

  Subscriptions subscriptions;
  write([&](store::Session& s) { fan_out(s, subscriptions, 10, noon); });
  EXPECT_EQ(count("webhook_messages"), 1) << "who wants all gets no relay either";
  EXPECT_EQ(text("SELECT endpoint_id FROM webhook_messages"), "relay");

  write([](store::Session& s) { remove_endpoint(s, programme, "relay", noon); });
  keep_all({inbound("c")});
  EXPECT_EQ(count("events"), 1);
}

TEST_P(InboxTest, nothing_is_taken_in_read_only_mode) {
  write([](store::Session& s) {
    jobs::Switch thrown;
    thrown.kind = jobs::SwitchKind::read_only;
    thrown.reason = "backup";
    thrown.actor = "test";
    thrown.thrown_at = noon;
    jobs::throw_switch(s, thrown);
  });
  EXPECT_THROW(keep_all({inbound("a")}), ErrorException);
  EXPECT_EQ(count("inbound_events"), 0);
}

/// A webhook whose decoding failed and is a dead letter of a job of its own.
class DeadInboxTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    if (IsSkipped()) return;
    keep_all({inbound("bad"), inbound("waits")});
    sequence_ = *read([](store::Session& s) {
      return store::query_value<std::int64_t>(
          s, "SELECT sequence FROM inbound_events WHERE dedup_key = 'bad'");
    });
    write([this](store::Session& s) {
      jobs::NewJob job{programme, decode_kind, inbound_name(sequence_), "{}", "coles", noon};
      jobs::enqueue(s, {&job, 1}, noon);
      for (const auto& one : jobs::claim_kind(s, decode_kind, 10, "test", std::chrono::seconds(9)))
        if (one.key == job.key) {
          const jobs::Finished finished{one.id, one.lease, jobs::Dead{"it is no JSON"}};
          jobs::finish(s, {&finished, 1});
        }
      end_inbound(s, programme, {&sequence_, 1}, "dead", "it is no JSON", noon);
    });
  }
  void purge(Timestamp bodies, Timestamp rows) {
    write([&](store::Session& s) { purge_inbound(s, bodies, rows, 10); });
  }
  void discard() {
    write([](store::Session& s) {
      std::vector<std::int64_t> ids;
      for (const auto& letter : jobs::list_dead(s, {programme}, 0, 10)) ids.push_back(letter.id);
      ASSERT_EQ(ids.size(), 1u);
      EXPECT_EQ(jobs::discard(s, ids, "nobody needs it"), 1);
    });
  }
  std::string state() { return text("SELECT state FROM inbound_events WHERE dedup_key = 'bad'"); }

  std::int64_t sequence_ = 0;
  const Timestamp later_ = noon + std::chrono::hours(1);
};
PATCHBAY_ON_BOTH_STORES(DeadInboxTest);

TEST_P(DeadInboxTest, stays_whole_while_it_may_be_redriven) {
  purge(later_, later_);
  EXPECT_EQ(state(), "dead");
  write([this](store::Session& s) {
    EXPECT_TRUE(jobs::revive(s, programme, decode_kind, inbound_name(sequence_), noon));
  });
  purge(later_, later_);
  EXPECT_EQ(state(), "dead");
  EXPECT_EQ(count("inbound_events WHERE body IS NOT NULL"), 2);
}

TEST_P(DeadInboxTest, goes_like_a_decoded_one_once_its_letter_is_discarded) {
  discard();
  purge(noon, noon);
  EXPECT_EQ(state(), "dead") << "it is young";
  purge(later_, noon);
  EXPECT_EQ(state(), "discarded");
  EXPECT_EQ(text("SELECT reason FROM inbound_events WHERE dedup_key = 'bad'"), "it is no JSON");
  EXPECT_EQ(count("inbound_events WHERE dedup_key = 'bad' AND body IS NULL"), 1);
  EXPECT_EQ(keep_all({inbound("bad")}), std::vector{Kept::repeat});
  purge(later_, later_);
  EXPECT_EQ(count("inbound_events"), 1) << "what waits stays";
}

TEST_P(DeadInboxTest, goes_also_when_retention_took_the_discarded_job_first) {
  discard();
  write(
      [](store::Session& s) { jobs::purge(s, system_clock().now() + std::chrono::hours(1), 10); });
  EXPECT_EQ(count("jobs WHERE state = 'discarded'"), 0);
  purge(later_, later_);
  EXPECT_EQ(count("inbound_events"), 1);
}

TEST_P(InboxTest, the_memory_of_repeats_outlives_the_body) {
  keep_all({inbound("done"), inbound("waits")});
  const auto end = [&](const std::string& dedup, const std::string& state) {
    write([&](store::Session& s) {
      const auto sequence = store::query_value<std::int64_t>(
          s, "SELECT sequence FROM inbound_events WHERE dedup_key = :dedup", {{"dedup", dedup}});
      const std::int64_t one = *sequence;
      EXPECT_EQ(end_inbound(s, programme, {&one, 1}, state, "", noon).size(), 1u);
    });
  };
  end("done", "decoded");
  const auto purge = [&](Timestamp bodies, Timestamp rows) {
    return write([&](store::Session& s) { return purge_inbound(s, bodies, rows, 10); });
  };
  const Timestamp later = noon + std::chrono::hours(1);
  EXPECT_EQ(purge(noon, noon), 0);
  EXPECT_EQ(purge(later, noon), 1);
  EXPECT_EQ(count("inbound_events WHERE body IS NULL"), 1);
  EXPECT_EQ(keep_all({inbound("done")}), std::vector{Kept::repeat});
  EXPECT_EQ(purge(later, later), 1);
  EXPECT_EQ(count("inbound_events"), 1);  // what waits stays whole
  EXPECT_EQ(count("inbound_events WHERE body IS NULL"), 0);
  EXPECT_EQ(keep_all({inbound("done")}), std::vector{Kept::fresh});
}

}  // namespace
}  // namespace patchbay::webhooks
