#pragma once
// A snapshot of the hub's numbers as Prometheus text. Private to the room.

#include <cstdint>
#include <optional>
#include <string>

#include "hub/api/reload_counter.h"
#include "hub/api/request_counter.h"
#include "hub/jobs/partner_limits.h"
#include "hub/jobs/queue.h"
#include "hub/jobs/worker.h"
#include "hub/loyalty/waiting_orders.h"
#include "webhooks/intake.h"

namespace patchbay::api {

struct StoreNumbers {
  jobs::Counts jobs;
  std::int64_t events_waiting = 0;
  std::vector<jobs::PartnerHealth> partners = {};
  loyalty::WaitingCount waiting_orders = {};  ///< of the hub's organisation
};

struct Snapshot {
  std::optional<StoreNumbers> store;  ///< none: the store did not answer
  jobs::WorkerStats worker;
  RequestCounter::Counts requests;
  std::map<std::string, webhooks::IntakeCounts> intake = {};  ///< by partner
  std::map<std::string, ReloadCounter::Counts> reloads = {};  ///< by plug
  std::size_t native_images = 0;                              ///< that this process has mapped
  std::int64_t resident_bytes = 0;
  Timestamp taken_at = {};
};

/// Text format 0.0.4.
std::string to_prometheus(const Snapshot& snapshot);

}  // namespace patchbay::api
