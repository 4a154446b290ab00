#pragma once
// Kept webhooks on their way to be decoded. Private to the room.

#include "webhooks/inbox.h"

namespace patchbay::webhooks {

/// One that has not been decoded: it waits or is dead.
struct Undecoded {
  std::int64_t sequence = 0;
  std::string partner, dedup, type;
  std::string body;
  Timestamp received_at;
};
/// In order of sequence; what is decoded, ignored or gone is left out.
std::vector<Undecoded> load_undecoded(store::Session& session, const OrganisationId& organisation,
                                      std::span<const std::int64_t> sequences);

/// Moves those that are not at an end to `state`; returns which it moved, so that effects that
/// commit with it happen once.
std::vector<std::int64_t> end_inbound(store::Session& session, const OrganisationId& organisation,
                                      std::span<const std::int64_t> sequences,
                                      const std::string& state, const std::string& reason,
                                      Timestamp now);
/// One that came to its end in this transaction waits again.
void reopen_inbound(store::Session& session, const OrganisationId& organisation,
                    std::int64_t sequence);

/// The payload of a decode job: {"inbound": [sequences]}.
std::string decode_payload(std::span<const std::int64_t> sequences);
Result<std::vector<std::int64_t>> read_decode_payload(const std::string& payload);

}  // namespace patchbay::webhooks
