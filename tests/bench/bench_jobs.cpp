// The queue at full speed and at rest, on SQLite and on PostgreSQL, each beside what the machine
// gives without it in the same run: pgbench's single-row inserts into the same table, SQLite's
// inserts of 100 a transaction, a bare durable transaction.
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "hub/jobs/enqueuer.h"
#include "hub/jobs/worker.h"
#include "hub/store/query.h"
#include "tests/bench/pgbench.h"
#include "tests/bench/raw_inserts.h"
#include "tests/bench/report.h"
#include "tests/bench/scratch_database.h"

namespace patchbay::bench {
namespace {

namespace fs = std::filesystem;
using jobs::NewJob;
using store::Session;

constexpr int noop_jobs = 100'000;
constexpr int enqueue_callers = 64;
constexpr int enqueues_a_caller = 600;
constexpr int batch_rows = 1'000;
constexpr int batches = 60;
constexpr int raw_rows = 100'000;
constexpr int raw_rows_a_transaction = 100;
constexpr int idle_samples = 400;
constexpr std::size_t worker_places = 4'096;
constexpr std::size_t worker_claim_max = 2'048;
constexpr Duration stop_limit(10'000'000);

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

NewJob job(const std::string& kind, std::int64_t number) {
  return {"bench",
          kind,
          kind + "_" + std::to_string(number),
          R"({"reward":"rwd_01234567890123456789"})",
          "acme",
          {0}};
}

/// A store with what the benchmarks do to it.
class Bench {
 public:
  explicit Bench(const std::string& url) : store_(store::open_store({.url = url}).value()) {}
  ~Bench() { loops_->stop(); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  /// No-op jobs a second, claimed, run and finished by the worker.
  double noops() {
    enqueue_many("noop", noop_jobs);
    const auto start = Clock::now();
    auto worker =
        start_worker("noop", [](jobs::Job) -> Async<jobs::End> { co_return jobs::Done{}; });
    while (worker->stats().done < noop_jobs)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const double seconds = seconds_since(start);
    worker->stop(stop_limit);
    return noop_jobs / seconds;
  }

  /// Jobs a second, enqueued one by one and durably by many callers.
  double enqueues() {
    jobs::Enqueuer enqueuer(*store_, system_clock());
    const auto start = Clock::now();
    std::atomic<int> callers = enqueue_callers;
    const auto call = [&](int caller) -> Async<void> {
      for (int i = 0; i < enqueues_a_caller; ++i)
        co_await enqueuer.enqueue(job("single", caller * enqueues_a_caller + i));
      if (--callers == 0) callers.notify_all();
    };
    for (int i = 0; i < enqueue_callers; ++i) spawn(loops_->next(), "caller", call(i));
    for (int left = callers; left > 0; left = callers) callers.wait(left);
    return enqueue_callers * enqueues_a_caller / seconds_since(start);
  }

  double batches_of_enqueues() {
    const auto start = Clock::now();
    enqueue_many("batch", batch_rows * batches);
    return batch_rows * batches / seconds_since(start);
  }

  /// Milliseconds from a commit of an enqueue to the start of its handler, the worker at rest.
  double idle_claim_p99_ms() {
    std::mutex mutex;
    std::condition_variable ran;
    std::optional<Clock::time_point> ran_at;
    const auto handler = [&](jobs::Job) -> Async<jobs::End> {
      const std::lock_guard lock(mutex);
      ran_at = Clock::now();
      ran.notify_all();
      co_return jobs::Done{};
    };
    auto worker = start_worker("idle", handler);
    std::vector<double> samples;
    for (int i = 0; i < idle_samples; ++i) {
      const std::array one{job("idle", i)};
      write([&](Session& s) { jobs::enqueue(s, one, system_clock().now()); });
      const auto committed = Clock::now();
      std::unique_lock lock(mutex);
      ran.wait(lock, [&] { return ran_at.has_value(); });
      samples.push_back(std::max(0.0, std::chrono::duration<double>(*ran_at - committed).count()));
      ran_at.reset();
      lock.unlock();
      // At rest again: the end is recorded.
      while (worker->stats().done <= static_cast<std::uint64_t>(i)) std::this_thread::yield();
    }
    worker->stop(stop_limit);
    return p99_ms(samples);
  }

  /// Milliseconds of a durable transaction that changes one row.
  double transaction_p99_ms() {
    write([](Session& s) { store::execute(s, "CREATE TABLE bench_one (n BIGINT)"); });
    write([](Session& s) { store::execute(s, "INSERT INTO bench_one (n) VALUES (0)"); });
    std::vector<double> samples;
    for (int i = 0; i < idle_samples; ++i) {
      const auto start = Clock::now();
      write([](Session& s) { store::execute(s, "UPDATE bench_one SET n = n + 1"); });
      samples.push_back(seconds_since(start));
    }
    return p99_ms(samples);
  }

  /// A table for pgbench with the columns and indexes of jobs.
  void make_raw_table() {
    write([](Session& s) { store::execute(s, "CREATE TABLE raw_jobs (LIKE jobs INCLUDING ALL)"); });
  }

 private:
  template <class F>
  void write(F fn) {
    store_->run_blocking(store::Access::write, fn);
  }
  static double p99_ms(std::vector<double>& seconds) {
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() * 99 / 100] * 1000;
  }
  void enqueue_many(const std::string& kind, int count) {
    std::vector<NewJob> some;
    for (int i = 0; i < count; ++i) {
      some.push_back(job(kind, i));
      if (some.size() < batch_rows && i + 1 < count) continue;
      write([&](Session& s) { jobs::enqueue(s, some, system_clock().now()); });
      some.clear();
    }
  }
  std::unique_ptr<jobs::Worker> start_worker(const std::string& kind, jobs::Handler handler) {
    jobs::WorkerOptions options;
    options.name = "bench";
    options.concurrency[kind] = worker_places;
    options.claim_max = worker_claim_max;
    return jobs::start_worker(*store_, *loops_, options, {{kind, std::move(handler)}},
                              system_clock(), random_);
  }

  SeededRandom random_{1};
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
};

/// A job as one row.
constexpr const char* raw_insert =
    "INSERT INTO raw_jobs (organisation_id, kind, job_key, partner, lane, payload, priority, "
    "state, due_at, attempt, faults, interruptions, lease, lease_until, worker, cancel_wanted, "
    "reason, created_at, ended_at) VALUES ('bench', 'single', gen_random_uuid()::text, 'acme', '', "
    "'{\"reward\":\"rwd_01234567890123456789\"}', 1, 'open', 0, 0, 0, 0, 0, 0, '', 0, '', 0, 0)";

void measure_sqlite(const fs::path& folder, std::vector<Measurement>& results) {
  const double limit = raw_rows / seconds_of_raw_inserts((folder / "raw.db").string(), raw_rows,
                                                         raw_rows_a_transaction);
  Bench bench("sqlite://" + (folder / "jobs.db").string());
  results.push_back({"enqueue_sqlite", bench.enqueues(), "jobs/s", limit});
  results.push_back({"noop_sqlite", bench.noops(), "jobs/s", limit});
}

void measure_postgresql(const fs::path& folder, const std::string& server,
                        std::vector<Measurement>& results) {
  const ScratchDatabase database(server, "bench_jobs");
  Bench bench(database.url());
  bench.make_raw_table();
  const double floor_ms = bench.transaction_p99_ms();
  results.push_back({"idle_claim_p99_ms", bench.idle_claim_p99_ms(), "ms", floor_ms});
  const double limit = pgbench_rate(folder, database.url(), raw_insert, enqueue_callers);
  results.push_back({"enqueue_postgres", bench.enqueues(), "jobs/s", limit});
  results.push_back({"enqueue_batch_postgres", bench.batches_of_enqueues(), "jobs/s", limit});
  results.push_back({"noop_postgres", bench.noops(), "jobs/s", limit});
}

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const std::string file = json_file_of(argc, argv);
  char name[] = "/tmp/patchbay-bench-XXXXXX";
  if (mkdtemp(name) == nullptr) return 1;
  int code = 1;
  try {
    std::vector<Measurement> results;
    measure_sqlite(name, results);
    if (const char* server = std::getenv("PATCHBAY_TEST_POSTGRES"))
      measure_postgresql(name, server, results);
    code = report("jobs", results, file);
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench_jobs: %s\n", failed.what());
  }
  std::filesystem::remove_all(name);
  return code;
}
