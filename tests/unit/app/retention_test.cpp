#include "hub/app/retention.h"

#include "adapters/exchange_store.h"
#include "hub/jobs/leases.h"
#include "hub/store/query.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

class RetentionTest : public StoreTest {
 protected:
  void add_jobs(int count, const jobs::End& end) {
    write([&](store::Session& s) {
      for (int i = 0; i < count; ++i) {
        jobs::NewJob job;
        job.organisation = "o";
        job.kind = "k";
        job.key = std::to_string(++jobs_);
        job.payload = "{}";
        jobs::enqueue(s, {&job, 1}, Timestamp{1});
      }
      for (const auto& job : jobs::claim_kind(s, "k", 10'000, "w", Duration(30'000'000))) {
        const jobs::Finished finished{job.id, job.lease, end, 0};
        jobs::finish(s, {&finished, 1});
      }
    });
  }
  void add_exchange(Timestamp at) {
    write([&](store::Session& s) {
      adapters::ExchangeRow row;
      row.organisation = "o";
      row.started_at = at;
      adapters::insert_exchanges(s, {&row, 1});
    });
  }
  std::int64_t count(const std::string& table) {
    return read([&](store::Session& s) {
      return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM " + table).value();
    });
  }
  Purged purge(Timestamp now) {
    return write([&](store::Session& s) { return purge_once(s, retention_, keys_, now); });
  }
  /// Batch after batch.
  Purged purge_all(Timestamp now) {
    Purged sum;
    do {
      const auto one = write(
          [&](store::Session& s) { return purge_once(s, retention_, keys_, now, sum.places); });
      sum.messages += one.messages;
      sum.bodies += one.bodies;
      sum.events += one.events;
      sum.more = one.more;
      sum.places = one.places;
    } while (sum.more);
    return sum;
  }

  Retention retention_;
  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  const Timestamp now_ = system_clock().now();
  int jobs_ = 0;
};
PATCHBAY_ON_BOTH_STORES(RetentionTest);

TEST_P(RetentionTest, removes_what_is_over_its_time_and_nothing_else) {
  add_jobs(3, jobs::Done{});
  add_jobs(2, jobs::Dead{"no"});
  add_exchange(now_);
  add_exchange(now_ - 100 * Retention::day);
  const auto nothing = purge(now_ - 1000 * Retention::day);
  EXPECT_EQ(nothing.jobs + nothing.exchanges + nothing.runs, 0);
  const auto today = purge(now_);
  EXPECT_EQ(today.jobs, 0);
  EXPECT_EQ(today.exchanges, 1);
  const auto later = purge(now_ + 31 * Retention::day);
  EXPECT_EQ(later.jobs, 3);
  EXPECT_FALSE(later.more);
  EXPECT_EQ(count("jobs"), 2) << "dead letters stay until somebody ends them";
  EXPECT_EQ(count("job_failures"), 2);
}

TEST_P(RetentionTest, simulations_go_with_their_results_and_open_ones_stay) {
  const auto simulated = [&](const std::string& id, std::optional<Timestamp> ended_at) {
    write([&](store::Session& s) {
      store::execute(s,
                     "INSERT INTO simulations (organisation_id, id, draft, base, begins_at,"
                     " ends_at, state, actor, reason, created_at, ended_at) VALUES ('o', :id,"
                     " 'd', 'b', 0, 1, :state, 'anna', '', 0, :ended_at)",
                     {{"id", id}, {"state", ended_at ? "done" : "queued"}, {"ended_at", ended_at}});
    });
  };
  simulated("old", now_ - 91 * Retention::day);
  simulated("young", now_ - 89 * Retention::day);
  simulated("open", std::nullopt);
  EXPECT_EQ(purge(now_).runs, 1);
  EXPECT_EQ(count("simulations"), 2);
  EXPECT_EQ(count("simulations WHERE id = 'old'"), 0);
}

class WebhookRetentionTest : public RetentionTest {
 protected:
  /// An event of that time with a message in that state, which ended then.
  void add(const std::string& id, const std::string& state, Timestamp at,
           const std::string& endpoint = "wep_1") {
    const bool ended = state == "delivered" || state == "dead";
    write([&](store::Session& s) {
      const events::NewEvent event{id, "tier.updated", "c", "{}", id};
      events::append(s, "o", {&event, 1}, at);
      events::take(s, 10);
      const auto sequence = events::find_event(s, "o", id)->sequence;
      store::execute(s,
                     "INSERT INTO webhook_messages (organisation_id, endpoint_id, event_sequence, "
                     "event_id, event_type, state, reason, attempts, created_at, ended_at) VALUES "
                     "('o', :endpoint, :sequence, :id, 't', :state, '', 1, :at, :ended)",
                     {{"endpoint", endpoint},
                      {"sequence", sequence},
                      {"id", id},
                      {"state", state},
                      {"at", at},
                      {"ended", ended ? std::optional(at) : std::nullopt}});
      store::execute(s,
                     "INSERT INTO webhook_attempts (organisation_id, endpoint_id, event_sequence, "
                     "started_at, attempt, status, failure, duration_us, headers, body, "
                     "body_encoding) VALUES ('o', :endpoint, :sequence, :at, 1, 500, 'x', 1, '{}', "
                     "'no', '')",
                     {{"endpoint", endpoint}, {"sequence", sequence}, {"at", at}});
    });
  }
  void add_endpoint(const std::string& id) {
    write([&](store::Session& s) {
      store::execute(s,
                     "INSERT INTO webhook_endpoints (organisation_id, id, partner, url, "
                     "description, event_types, state, state_reason, settings, sealed_headers, "
                     "sealed_auth, version, created_at, updated_at) VALUES ('o', :id, '', 'u', '', "
                     "'', 'active', '', '{}', '', '', 1, 0, 0)",
                     {{"id", id}});
    });
  }
};
PATCHBAY_ON_BOTH_STORES(WebhookRetentionTest);

TEST_P(WebhookRetentionTest, removes_ended_messages_and_leaves_what_is_open) {
  add_endpoint("wep_1");
  const auto old = now_ - 100 * Retention::day;
  for (const auto* state : {"delivered", "dead", "pending", "held"}) add(state, state, old);
  add("young", "delivered", now_);
  const auto purged = purge_all(now_);
  EXPECT_EQ(purged.messages, 2);
  EXPECT_EQ(count("webhook_messages"), 3);
  EXPECT_EQ(count("webhook_attempts"), 3);
  EXPECT_EQ(purged.events, 2) << "an event stays as long as there is a message of it";
  EXPECT_EQ(count("events"), 3);
  EXPECT_EQ(purge_all(now_).messages, 0);
}

TEST_P(WebhookRetentionTest, empties_bodies_before_it_removes_attempts) {
  add_endpoint("wep_1");
  add("old", "dead", now_ - 31 * Retention::day);
  add("young", "dead", now_ - 29 * Retention::day);
  EXPECT_EQ(purge_all(now_).bodies, 1);
  EXPECT_EQ(purge_all(now_).bodies, 0);
  EXPECT_EQ(count("webhook_attempts WHERE body = ''"), 1);
  EXPECT_EQ(count("webhook_attempts"), 2);
}

TEST_P(WebhookRetentionTest, steps_over_what_stays_however_much_it_is) {
  add_endpoint("wep_1");
  const auto old = now_ - 100 * Retention::day;
  for (int i = 0; i < 1'100; ++i) add("held" + std::to_string(i), "held", old);
  add("last", "delivered", old);
  add("other", "delivered", old, "wep_2");
  const auto purged = purge_all(now_);
  EXPECT_EQ(purged.messages, 2);
  EXPECT_EQ(count("webhook_messages"), 1'100);
  EXPECT_EQ(count("events"), 1'100);
}

TEST_P(WebhookRetentionTest, events_that_wait_for_their_fan_out_stay) {
  write([&](store::Session& s) {
    const events::NewEvent event{"evt", "tier.updated", "c", "{}", "evt"};
    events::append(s, "o", {&event, 1}, now_ - 1'000 * Retention::day);
  });
  EXPECT_EQ(purge_all(now_).events, 0);
}

TEST_P(RetentionTest, goes_batch_by_batch) {
  add_jobs(1'200, jobs::Done{});
  const auto late = now_ + 31 * Retention::day;
  EXPECT_TRUE(purge(late).more);
  EXPECT_TRUE(purge(late).more);
  EXPECT_FALSE(purge(late).more);
  EXPECT_EQ(count("jobs"), 0);
}

}  // namespace
}  // namespace patchbay::app
