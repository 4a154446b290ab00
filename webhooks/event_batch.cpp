#include "webhooks/event_batch.h"

#include <set>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/events/catalogue.h"
#include "hub/events/outbox.h"
#include "webhooks/event_batch_rows.h"

namespace patchbay::webhooks {
namespace {

using Status = ItemAnswer::Status;

constexpr std::size_t event_id_digits = 30;
constexpr std::size_t reason_bytes_max = 500;

std::string key_of(const BatchItem& item) { return "batch:" + item.partner + ":" + item.id; }

std::string event_id_of(const std::string& key) {
  return "evt_" + crypto::to_hex(crypto::sha256(key)).substr(0, event_id_digits);
}

ItemAnswer invalid_item(const std::string& reason) {
  return {Status::invalid, "", clean_text(reason, reason_bytes_max)};
}

/// The catalogue's type, by its own name or by the partner's map.
Result<std::string> type_of(const BatchSender& sender, const BatchItem& item,
                            const adapters::Registry& registry) {
  if (sender.partner.empty() && events::find_type(item.type)) return item.type;
  const auto partner = registry.find(item.partner);
  if (partner && partner->plug->manifest().webhook) {
    const auto& names = partner->plug->manifest().webhook->events;
    const auto named = names.find(item.type);
    if (named != names.end()) return named->second.type;
  }
  return invalid("type: \"" + item.type + "\" is " +
                 (item.partner.empty() ? std::string("no type of the catalogue")
                                       : "no type that the partner " + item.partner + " declares") +
                 "; GET /api/v1/event-types lists the catalogue");
}

/// The event with what its partner's data leaves to the hub, or why there is none.
Result<PartnerEvent> event_of(const BatchSender& sender, BatchItem& item,
                              const adapters::Registry& registry) {
  if (!item.problem.empty()) return invalid(item.problem);
  if (!sender.partner.empty()) item.partner = sender.partner;
  auto type = type_of(sender, item, registry);
  if (!type) return type.error();
  PartnerEvent event;
  event.type = std::move(*type);
  event.customer = item.subject;
  event.data = item.data;
  event.partner = item.partner;
  const auto text_in = [&](const char* key) {
    const auto* found = event.data.if_contains(key);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
  };
  if (event.partner.empty()) event.partner = text_in("partner");
  if (event.customer.empty()) event.customer = text_in("customer");
  event.reference = text_in("reference");
  return event;
}

/// As the catalogue has it: an event of no partner is the sender's own, word for word.
Result<std::string> data_of(const PartnerEvent& event) {
  return event.partner.empty() ? plain_event_data(event) : event_data(event);
}

class Taking {
 public:
  Taking(store::Session& session, const BatchSender& sender, const PartnerEventHooks& hooks,
         std::set<std::string> known, Timestamp now)
      : session_(session), sender_(sender), hooks_(hooks), known_(std::move(known)), now_(now) {}

  ItemAnswer take(PartnerEvent event, const std::string& key) {
    const std::string id = event_id_of(key);
    if (known_.contains(key)) return {Status::duplicate, id, ""};
    auto data = data_of(event);
    if (!data) return invalid_item(data.error().message);
    if (const auto hook = hooks_.find(event.type); hook != hooks_.end()) {
      if (hook->second(session_, sender_.organisation, event, now_) == Followed::not_yet)
        return invalid_item("what it is about is not issued here yet; send it again later");
      data = data_of(event);  // the hook may know the customer
    }
    events_.push_back({id, event.type, event.customer, *std::move(data), key});
    known_.insert(key);
    return {Status::accepted, id, ""};
  }
  void write() { events::append(session_, sender_.organisation, events_, now_); }

 private:
  store::Session& session_;
  const BatchSender& sender_;
  const PartnerEventHooks& hooks_;
  std::set<std::string> known_;
  Timestamp now_;
  std::vector<events::NewEvent> events_;
};

}  // namespace

const char* name_of(Status status) {
  switch (status) {
    case Status::accepted: return "accepted";
    case Status::duplicate: return "duplicate";
    case Status::invalid: break;
  }
  return "invalid";
}

std::vector<ItemAnswer> take_batch(store::Session& session, const BatchSender& sender,
                                   std::span<BatchItem> items, const adapters::Registry& registry,
                                   const PartnerEventHooks& hooks, Timestamp now) {
  std::vector<Result<PartnerEvent>> read;
  std::vector<std::string> keys;
  for (auto& item : items) {
    read.push_back(event_of(sender, item, registry));
    keys.push_back(key_of(item));
  }
  Taking taking(session, sender, hooks, known_keys(session, sender.organisation, keys), now);
  std::vector<ItemAnswer> answers;
  for (std::size_t i = 0; i < items.size(); ++i)
    answers.push_back(read[i] ? taking.take(std::move(*read[i]), keys[i])
                              : invalid_item(read[i].error().message));
  taking.write();
  return answers;
}

}  // namespace patchbay::webhooks
