#include "tests/crash/stage.h"

#include <csignal>
#include <filesystem>
#include <fstream>

namespace patchbay::test {
namespace {

constexpr int customers = 12;
constexpr int days = Stage::orders / customers;
constexpr int code_of_kill = 128 + SIGKILL;
constexpr std::chrono::seconds run_limit{60};

/// Every customer reaches every milestone; two rows cannot be read.
void write_orders(const std::string& file) {
  std::ofstream csv(file);
  csv << "order_id,customer_id,date,quantity,amount_usd\n";
  for (int day = 1; day <= days; ++day) {
    for (int customer = 1; customer <= customers; ++customer)
      csv << day * 100 + customer << ',' << customer << ",2025-01-0" << day << ",1,"
          << 420 + 10 * customer << ".00\n";
    if (day % 2 == 0) csv << "bad" << day << ",x,never,1,much\n";
  }
}

}  // namespace

Stage::Stage(Database database, std::uint64_t seed)
    : site_(database), orders_file_(site_.path("orders.csv")), seed_(std::to_string(seed)) {
  write_orders(orders_file_);
}

std::unique_ptr<Process> Stage::start(const std::string& failpoint) const {
  return std::make_unique<Process>(
      site_.command({"--orders", orders_file_, "--seed", seed_}),
      std::map<std::string, std::string>{{"PATCHBAY_FAILPOINT", failpoint}});
}

Ending Stage::ended(Process& hub) {
  const int code = hub.wait(run_limit);
  if (code == code_of_kill) return Ending::killed;
  if (code == 0) return Ending::finished;
  last_words_ = "exit code " + std::to_string(code) + ": " + hub.standard_error();
  return Ending::broken;
}

Ending Stage::run_to(const std::string& failpoint) {
  const auto hub = start(failpoint);
  return ended(*hub);
}

Ending Stage::run_for(std::chrono::milliseconds moment) {
  const auto hub = start("");
  if (hub->wait(moment) == -1) hub->signal(SIGKILL);
  return ended(*hub);
}

std::string Stage::store_url() const {
  return site_.store_url().empty() ? "sqlite://" + data("patchbay.db") : site_.store_url();
}

Evidence Stage::evidence() const {
  Evidence evidence;
  // Killed before there was a store.
  if (site_.store_url().empty() && !std::filesystem::exists(data("patchbay.db"))) return evidence;
  store::StoreOptions options;
  options.url = store_url();
  const auto store = store::open_store(options).value();
  store->run_blocking(store::Access::read,
                      [&](store::Session& session) { gather_store(session, "demo", evidence); });
  gather_books(data("sandbox"), evidence);
  gather_received(data("webhooks.jsonl"), evidence);
  return evidence;
}

Violations Stage::look() const { return broken_always(evidence()); }

void Stage::start_last_run() { last_run_ = start(""); }

Violations Stage::last_look() {
  if (ended(*last_run_) != Ending::finished) return {"the last run broke: " + last_words_};
  const auto found = evidence();
  auto broken = broken_at_the_end(found, orders);
  if (found.rewards.size() != rewards)
    broken.push_back(std::to_string(found.rewards.size()) + " of " + std::to_string(rewards) +
                     " rewards are there");
  return broken;
}

}  // namespace patchbay::test
