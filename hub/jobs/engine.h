#pragma once
// The worker's engine: one claim in flight, handlers on the loops, ends through group commit.
// Private to the room; rooms use Worker.

#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "hub/base/exceptions.h"
#include "hub/base/outage_log.h"
#include "hub/jobs/slots.h"
#include "hub/jobs/worker.h"
#include "hub/store/batch.h"

namespace patchbay::jobs {

/// What a claim brought.
struct Claimed {
  std::vector<Plan> plans;
  std::vector<Job> jobs;
  std::vector<Job> buried;      ///< ended their workers too often: dead, not to be run
  LeaseClock::Time good_until;  ///< of the leases
};

/// Claims ride in the transactions that record ends, so that a busy worker needs no commit of its
/// own to get more work.
struct AskForWork {};
/// So do heartbeats: a transaction of their own and one that records ends would lock the same jobs
/// in different orders.
struct Beat {
  std::shared_ptr<const std::vector<Lease>> held;
};
struct Beaten {
  std::vector<Renewal> answers;
  LeaseClock::Time good_until;
};
using Step = std::variant<Finished, AskForWork, Beat>;
struct StepResult {
  bool counted = false;              ///< of a Finished
  std::unique_ptr<Claimed> claimed;  ///< of an AskForWork
  std::unique_ptr<Beaten> beaten;    ///< of a Beat
};
using Steps = store::Batch<Step, StepResult>;

/// A run whose end is on its way to the store, or came back from there.
struct EndedRun {
  std::shared_ptr<const Job> job;
  Finished finished;
  int tries = 0;
  bool counted = false;
  bool is_refused = false;  ///< by a store that may take it later
  std::string error = {};   ///< of the store
};

/// One mutex guards all members; a function that takes a Lock needs it held. Handlers that outlive
/// stop() keep the engine alive; what they still report is dropped: their leases run out.
class Engine : public std::enable_shared_from_this<Engine> {
 public:
  Engine(store::Store& store, http::Loops& loops, WorkerOptions options,
         std::map<std::string, Handler> handlers, const Clock& clock, Random& random);

  /// `steps` lives until stop() has returned.
  void start(Steps& steps);
  void wake();
  void stop(Duration limit);
  WorkerStats stats() const;
  /// The batch operation behind Steps, on a store thread.
  std::vector<StepResult> apply(store::Session& session, std::span<const Step> steps);

 private:
  using Lock = std::unique_lock<std::mutex>;
  using SharedJob = std::shared_ptr<const Job>;

  void ask(const Lock&);
  void poll_within(const Lock&, Duration wait);
  void beat_later(const Lock&);
  SharedJob take(const Lock&, Job& job, LeaseClock::Time good_until);
  void finish_run(const Lock&, const SharedJob& job, Finished finished);
  void submit(const Lock&, EndedRun ended);
  bool keep_refused(const Lock&, const EndedRun& ended);
  void submit_refused();
  void bury(const Lock&, const Job& job);
  void record(const Lock&, const EndedRun& ended);

  void poll();
  void beat();
  void receive(const std::exception_ptr& error, Claimed claimed);
  void come_back(EndedRun ended);
  void record_all();
  void renewed(const std::vector<Lease>& held, const Beaten& beaten);
  Claimed claim_wanted(store::Session& session);
  std::vector<Candidate> find_candidates(store::Session& session, std::span<const Cursor> cursors);
  Beaten prolong(store::Session& session, const std::vector<Lease>& held) const;
  bool is_halted() const;
  static Async<void> run(std::shared_ptr<Engine> self, SharedJob job);
  void end(const SharedJob& job, std::optional<End> end, const std::string& fault);
  Finished burial_of(const Job& job) const;
  End after_fault(const Job& job, const std::string& fault);
  std::shared_ptr<const NewJob> follow_up_of(const Job& job, const End& end) const;
  bool is_idle() const { return open_ == 0 && !asking_ && !beating_; }

  store::Store& store_;
  http::Loops& loops_;
  const Executor home_;  ///< answers of the store come back here, so that no lock meets them
  const WorkerOptions options_;
  const std::map<std::string, Handler> handlers_;
  const Clock& clock_;
  Random& random_;

  mutable std::mutex mutex_;
  std::condition_variable idle_;
  Steps* steps_ = nullptr;  ///< null before start() and after stop()
  Slots slots_;
  struct Held {
    std::int64_t lease = 0;
    std::shared_ptr<LeaseClock> clock;
    bool is_ending = false;  ///< its end is on its way to the store
  };
  Held* find_held(const Lock&, const Job& job);
  std::unordered_map<std::int64_t, Held> held_;  ///< leases by id of job, of runs and their ends
  std::size_t open_ = 0;                         ///< runs whose end is not recorded
  bool asking_ = false;                          ///< a claim is in flight
  bool missed_ = false;                          ///< somebody woke the worker while it was
  bool beating_ = false;                         ///< a renewal is in flight
  bool stopping_ = false;
  std::optional<boost::asio::steady_timer> poll_timer_, beat_timer_, end_timer_;
  std::optional<std::chrono::steady_clock::time_point> poll_at_;
  std::vector<EndedRun> refused_;  ///< ends, until the timer goes
  WorkerStats stats_;
  OutageLog claims_outage_{"jobs.claim"};
  OutageLog renewals_outage_{"jobs.renew"};
  OutageLog ends_outage_{"jobs.finish"};

  std::mutex inbox_mutex_;  ///< never held together with mutex_
  std::vector<EndedRun> inbox_;
};

}  // namespace patchbay::jobs
