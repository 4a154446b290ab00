#include "webhooks/operate.h"

#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "webhooks/endpoint_view.h"

namespace patchbay::webhooks {
namespace {

namespace json = boost::json;
using store::Session;

std::string state_of(Session& session, const Steerer& who, const std::string& id) {
  const auto endpoint = find_endpoint(session, who.organisation, id);
  return endpoint ? json::serialize(endpoint_json(*endpoint)) : std::string();
}

access::AuditEntry entry_of(const Steerer& who, const std::string& action, const std::string& id) {
  access::AuditEntry entry;
  entry.organisation = who.organisation;
  entry.actor = who.actor;
  entry.action = "endpoint." + action;
  entry.subject = "endpoint:" + id;
  entry.reason = who.reason;
  entry.at = who.now;
  entry.address = who.address;
  return entry;
}

void audit(Session& session, const Steerer& who, const std::string& action, const std::string& id,
           const json::object& detail) {
  auto entry = entry_of(who, action, id);
  entry.detail = json::serialize(detail);
  access::record(session, entry);
}

/// A change of an endpoint that exists, with its state before and after.
template <class Work>
auto changed(Session& session, const Steerer& who, const std::string& action, const std::string& id,
             Work work) -> decltype(work()) {
  if (const auto known = need_endpoint(session, who, id); !known) return known.error();
  auto entry = entry_of(who, action, id);
  entry.before = state_of(session, who, id);
  auto done = work();
  if (!done) return done;
  entry.after = state_of(session, who, id);
  access::record(session, entry);
  return done;
}

Result<void> check_partner(const Steerer& who, EndpointDraft& draft) {
  if (who.partner.empty()) return {};
  if (draft.partner.empty()) draft.partner = who.partner;
  if (draft.partner == who.partner) return {};
  return refused("an endpoint of a partner's credential is for that partner alone");
}

}  // namespace

std::vector<EndpointView> list_endpoints(Session& session, const Steerer& who) {
  return list_endpoints(session, who.organisation, who.partner);
}

Result<EndpointView> need_endpoint(Session& session, const Steerer& who, const std::string& id) {
  auto found = find_endpoint(session, who.organisation, id);
  if (!found || (!who.partner.empty() && found->partner != who.partner))
    return not_found("there is no endpoint \"" + id + "\"");
  return std::move(*found);
}

Result<NewEndpointKeys> create(Session& session, const Steerer& who, EndpointDraft draft,
                               const SealParts& parts) {
  if (const auto own = check_partner(who, draft); !own) return own.error();
  auto made = create_endpoint(session, who.organisation, draft, parts.keys, parts.guard, who.now);
  if (!made) return made;
  auto entry = entry_of(who, "create", made->id);
  entry.after = state_of(session, who, made->id);
  access::record(session, entry);
  return made;
}

Result<void> change(Session& session, const Steerer& who, const std::string& id,
                    EndpointDraft draft, KeepSealed keep, const SealParts& parts) {
  if (const auto own = check_partner(who, draft); !own) return own;
  return changed(session, who, "change", id, [&] {
    return change_endpoint(session, who.organisation, id, draft, keep, parts.keys, parts.guard,
                           who.now);
  });
}

Result<void> remove(Session& session, const Steerer& who, const std::string& id) {
  return changed(session, who, "remove", id, [&] {
    const bool was_there = remove_endpoint(session, who.organisation, id, who.now);
    return was_there ? Result<void>() : not_found("there is no endpoint \"" + id + "\"");
  });
}

Result<void> pause(Session& session, const Steerer& who, const std::string& id) {
  return changed(session, who, "pause", id, [&] {
    return pause_endpoint(session, who.organisation, id, who.reason, who.now);
  });
}

Result<std::string> resume(Session& session, const Steerer& who, const std::string& id,
                           bool deliver_held) {
  const auto resumed = changed(session, who, "resume", id, [&] {
    return resume_endpoint(session, who.organisation, id, who.now);
  });
  if (!resumed) return resumed.error();
  if (!deliver_held) return std::string();
  Replay wanted;
  wanted.endpoint = id;
  wanted.what = Replayed::held;
  return replay(session, who, std::move(wanted));
}

Result<NewEndpointKeys> rotate(Session& session, const Steerer& who, const std::string& id,
                               Duration overlap, const crypto::KeyRing& keys) {
  if (const auto known = need_endpoint(session, who, id); !known) return known.error();
  auto made = rotate_secret(session, who.organisation, id, overlap, keys, who.now);
  if (!made) return made;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(overlap).count();
  audit(session, who, "rotate_secret", id,
        {{"secret", made->secret_id}, {"overlap_seconds", seconds}});
  return made;
}

Result<std::string> test(Session& session, const Steerer& who, const std::string& id) {
  if (const auto known = need_endpoint(session, who, id); !known) return known.error();
  auto event = send_test(session, who.organisation, id, who.now);
  if (event) audit(session, who, "test", id, {{"event", *event}});
  return event;
}

Result<void> replay_one(Session& session, const Steerer& who, const std::string& id,
                        const std::string& event) {
  if (const auto known = need_endpoint(session, who, id); !known) return known.error();
  const auto done = replay_message(session, who.organisation, id, event, who.now);
  if (done) audit(session, who, "replay_message", id, {{"event", event}});
  return done;
}

Result<std::string> replay(Session& session, const Steerer& who, Replay wanted) {
  if (const auto known = need_endpoint(session, who, wanted.endpoint); !known) return known.error();
  wanted.organisation = who.organisation;
  wanted.actor = who.actor;
  auto id = start_replay(session, wanted, who.now);
  if (id)
    audit(session, who, "replay", wanted.endpoint,
          {{"replay", *id}, {"what", name_of(wanted.what)}, {"per_second", wanted.per_second}});
  return id;
}

Result<ReplayView> need_replay(Session& session, const Steerer& who, const std::string& endpoint,
                               const std::string& id) {
  if (const auto known = need_endpoint(session, who, endpoint); !known) return known.error();
  auto found = find_replay(session, who.organisation, id);
  if (!found || found->endpoint != endpoint)
    return not_found("there is no replay \"" + id + "\" of this endpoint");
  return std::move(*found);
}

Result<void> cancel(Session& session, const Steerer& who, const std::string& endpoint,
                    const std::string& id) {
  if (const auto known = need_replay(session, who, endpoint, id); !known) return known.error();
  const auto done = cancel_replay(session, who.organisation, id, who.now);
  if (done) audit(session, who, "cancel_replay", endpoint, {{"replay", id}});
  return done;
}

}  // namespace patchbay::webhooks
