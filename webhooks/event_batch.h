#pragma once
// Events that other programs hand in many at a time, each with an answer of its own.

#include <span>
#include <string>
#include <vector>

#include "adapters/registry.h"
#include "webhooks/decoder.h"

namespace patchbay::webhooks {

inline constexpr std::size_t batch_items_max = 1'000;

struct BatchItem {
  std::string id;    ///< the sender's own; a repeat has it again
  std::string type;  ///< of the catalogue, or in the words of `partner`
  std::string partner, subject;
  boost::json::object data;
  std::string problem = {};  ///< not empty: why it cannot be read
};
struct ItemAnswer {
  enum class Status { accepted, duplicate, invalid } status = Status::invalid;
  std::string event = {};   ///< id of the event, unless it is invalid
  std::string reason = {};  ///< why it is invalid, and what to do
};
const char* name_of(ItemAnswer::Status status);

struct BatchSender {
  OrganisationId organisation;
  std::string partner;  ///< of a partner's credential: it speaks for itself only, in its own words
};
/// Takes what is sound, in the caller's transaction: the events are written once an id and partner,
/// with what the hooks do. One answer an item, in order.
std::vector<ItemAnswer> take_batch(store::Session& session, const BatchSender& sender,
                                   std::span<BatchItem> items, const adapters::Registry& registry,
                                   const PartnerEventHooks& hooks, Timestamp now);

}  // namespace patchbay::webhooks
