#pragma once
// The parts of `./dev bench webhooks`, a file each: webhooks_<what>.cpp.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/report.h"

namespace patchbay::bench {

/// Where a part measures. Each part makes what it needs: a store of its own.
struct WebhookPlace {
  std::filesystem::path folder;
  std::string postgres;  ///< of the server; empty: SQLite
  std::string name() const { return postgres.empty() ? "sqlite" : "postgres"; }
};

/// intake_<store>: verified webhooks of 1 KiB a second that were stored, over 64 connections; the
/// limit is the same server answering without a store. intake_<store>_p99_ms and _cpu_us (the
/// sender's work in the same process among it) beside the same of the limit.
/// intake_postgres_vs_pgbench: the limit is single-row inserts by pgbench.
void measure_intake(const WebhookPlace& place, std::vector<Measurement>& results);

/// delivery_<store> and delivery_thousand_<store>: messages a second to one endpoint and to a
/// thousand, from the outbox to the receiver's answer; the limit is wrk posting the same bytes to
/// the same receiver.
void measure_delivery(const WebhookPlace& place, std::vector<Measurement>& results);

/// latency_p50_ms and latency_p99_ms: from the commit of an event to its arrival at the receiver,
/// at 1,000 events a second; the limits are the aims.
void measure_latency(const WebhookPlace& place, std::vector<Measurement>& results);

/// hung_neighbour_rate_ratio and hung_neighbour_p99_ratio: 999 endpoints beside one that hangs,
/// against the same without it; the median of five paired runs.
void measure_hung_neighbour(const WebhookPlace& place, std::vector<Measurement>& results);

/// pending_million_rss_mib: the most memory that `patchbay serve` takes beside a million pending
/// messages; the limit is the aim.
void measure_pending(const WebhookPlace& place, std::vector<Measurement>& results);

}  // namespace patchbay::bench
