#pragma once
// The partner sandbox: what the partners' servers do, run from their sandbox.lua, with faults on
// purpose.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sandbox_webhooks.h"
#include "hub/base/result.h"
#include "hub/http/loops.h"

namespace patchbay::adapters {

struct SandboxOptions {
  std::string scripts_folder;         ///< holds <partner>/sandbox.lua
  std::vector<std::string> partners;  ///< empty: every folder with a sandbox.lua
  std::string books_folder;           ///< <partner>.books.jsonl, written before an answer; reports
  std::uint16_t port = 0;
  std::uint64_t seed = 1;
  int error_permille = 0;  ///< calls answered 503 with nothing done
  int late_permille = 0;   ///< value calls committed, then answered after late_ms
  int cut_permille = 0;    ///< value calls committed, then cut off without an answer
  std::int64_t late_ms = 1'000;
  std::int64_t latency_min_ms = 0, latency_max_ms = 0;  ///< every answer takes this long besides
  std::int64_t retry_after_s = 0;    ///< what a 503 says in Retry-After; 0: nothing
  bool retry_after_as_date = false;  ///< as an HTTP-date instead of seconds
  std::int64_t calls_per_second =
      0;  ///< of the whole sandbox; beyond it 429 with Retry-After; 0: no limit
  std::string client_id, client_secret;  ///< accepted at POST /<partner>/oauth/token
  /// What scripts queue with webhook{} is sent to <webhooks_url>/<partner> by Standard Webhooks,
  /// until it is taken; empty: nothing is queued.
  std::string webhooks_url = {};
  std::string webhook_secret = {};  ///< whsec_…
  WebhookFaults webhook_faults = {};
};

/// Serves http://127.0.0.1:<port>/<partner>/… Faults depend on seed, key and how often the key was
/// seen, not on the order of calls. POST /_reports writes every partner's report CSV
/// (<books_folder>/<partner>.report.csv, written whole, then renamed) and answers their paths and
/// totals; GET /_books answers {"<partner>": {"issued": n, "amount_minor": n}}, GET /books the rows
/// themselves (docs/sandbox.md), GET /_webhooks {"<partner>": {"queued": n, "waiting": n}}.
class Sandbox {
 public:
  virtual ~Sandbox() = default;
  virtual std::uint16_t port() const = 0;
};

Result<std::unique_ptr<Sandbox>> start_sandbox(http::Loops& loops, SandboxOptions options);

}  // namespace patchbay::adapters
