#pragma once
// What partners sent, proven and kept until it is decoded and for as long as repeats may come.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// Name of the jobs that decode what was kept.
inline constexpr const char* decode_kind = "inbound.decode";
/// Type of the event that passes a webhook on as it came; one on request (events/demand.h): written
/// only where an endpoint asks for it by this name or by "webhook.*". Its data: {"partner",
/// "inbound", "type"}.
inline constexpr const char* relay_type = "webhook.received";

/// A proven webhook.
struct Inbound {
  OrganisationId organisation;
  std::string partner;
  std::string dedup, type;   ///< as verifier.h has them
  std::string content_type;  ///< plain ASCII, at most 200 bytes; may be empty
  std::string body;          ///< any bytes
  Timestamp received_at;
};
enum class Kept : char {
  fresh,   ///< kept, with its first job
  repeat,  ///< it was here before: counted, nothing else
};
/// Keeps them in the caller's transaction, set-based: rows, decode jobs (one for all of a partner),
/// an audit row a partner that names count and digest, and events for relays.
std::vector<Kept> keep(store::Session& session, std::span<const Inbound> webhooks, Timestamp now);

/// "inb_17": how the outside names a row. Errors: not_found: no such name.
std::string inbound_name(std::int64_t sequence);
Result<std::int64_t> inbound_sequence(const std::string& name);

/// A body as it came, byte for byte.
struct InboundBody {
  std::string partner, type, content_type, body;
};
/// Nothing when there is no such webhook or retention removed its body.
std::optional<InboundBody> find_inbound_body(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& name);

struct InboundView {
  std::int64_t sequence = 0;
  std::string partner, dedup, type, content_type, state, reason;
  std::int64_t repeats = 0;
  Timestamp received_at;
  std::optional<Timestamp> ended_at;
  bool has_body = true;
};
/// Empty fields match everything.
struct InboundFilter {
  OrganisationId organisation;
  std::string partner = {}, state = {}, type = {};
};
/// Newest first, sequences below `before` (0: from the newest).
std::vector<InboundView> list_inbound(store::Session& session, const InboundFilter& filter,
                                      std::int64_t before, std::size_t limit);
std::optional<InboundView> find_inbound(store::Session& session, const OrganisationId& organisation,
                                        std::int64_t sequence);

/// Repeats of a webhook are known for at least so long, whatever else is removed: providers try
/// again for days.
inline constexpr std::chrono::hours replay_memory_min{7 * 24};
/// Removes up to `limit` bodies of webhooks that came before `bodies_before` and were decoded or
/// ignored, or whose dead letter was discarded, and as many whole rows of those that came before
/// `rows_before` too. What waits or may be redriven stays whole. Returns the greater number.
std::int64_t purge_inbound(store::Session& session, Timestamp bodies_before, Timestamp rows_before,
                           std::size_t limit);

}  // namespace patchbay::webhooks
