#pragma once
// What the queue's conformance tests share: short words for its verbs.

#include "hub/jobs/dead_letters.h"
#include "hub/jobs/leases.h"
#include "tests/support/stores.h"

namespace patchbay::jobs {

inline NewJob job(const std::string& key, Timestamp run_at = {0}, const std::string& kind = "k") {
  return {"org", kind, key, "{\"n\":1}", "acme", run_at};
}
inline NewJob laned(const std::string& key, const std::string& lane) {
  auto one = job(key);
  one.lane = lane;
  return one;
}

inline std::string keys(const std::vector<Job>& jobs) {
  std::string all;
  for (const auto& one : jobs) all += one.key + " ";
  return all;
}

class QueueTest : public StoreTest {
 protected:
  using Session = store::Session;

  void put(std::vector<NewJob> jobs) {
    write([&](Session& s) { enqueue(s, jobs, system_clock().now()); });
  }
  std::vector<Job> take(std::size_t limit, Duration lease = std::chrono::hours(1),
                        const std::string& kind = "k", const std::string& worker = "w") {
    return write([&](Session& s) { return claim_kind(s, kind, limit, worker, lease); });
  }
  bool end(const Job& job, End with) {
    return write([&](Session& s) -> bool {
      const std::vector<Finished> finished{{job.id, job.lease, with}};
      return jobs::finish(s, finished).at(0);
    });
  }
  Cancelled cancel(const std::string& key) {
    return write([&](Session& s) { return jobs::cancel(s, "org", "k", key); });
  }
  Counts counts() {
    return read([](Session& s) { return count(s); });
  }
  std::string state(const std::string& key) {
    return read([&](Session& s) {
      return store::query_value<std::string>(s, "SELECT state FROM jobs WHERE job_key = :k",
                                             {{"k", key}})
          .value_or("gone");
    });
  }
};

}  // namespace patchbay::jobs
