#include "hub/app/hub_beat.h"

#include <unistd.h>

#include <array>

#include "hub/app/version.h"
#include "hub/base/log.h"
#include "hub/oauth/tokens.h"

namespace patchbay::app {
namespace {

constexpr int beats_in_a_lease = 6;

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

}  // namespace

std::unique_ptr<jobs::HubBeat> start_beat(store::Store& store, http::Loops& loops,
                                          const jobs::WorkerOptions& worker,
                                          const std::string& url) {
  jobs::HubRow hub;
  hub.id = worker.name;
  hub.host = host_name();
  hub.pid = ::getpid();
  hub.url = url;
  hub.version = program_version();
  return jobs::start_hub_beat(store, loops, std::move(hub), worker.lease / beats_in_a_lease);
}

void hand_over_work(store::Store& store, const std::string& worker) {
  try {
    const auto jobs = store.run_blocking(store::Access::write, [&worker](store::Session& session) {
      oauth::release_leases(session, worker);
      return jobs::hand_over_leases(session, worker);
    });
    if (jobs > 0) log_line(LogLevel::warning, "hub.handed_over", {{"jobs", jobs}});
  } catch (const std::exception& e) {
    log_line(LogLevel::warning, "hub.not_handed_over", {{"error", e.what()}});
  }
}

}  // namespace patchbay::app
