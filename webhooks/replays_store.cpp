#include "webhooks/replays_store.h"

#include "hub/store/query.h"

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t replays_shown_max = 100;
constexpr const char* columns =
    "SELECT id, endpoint_id, what, since_at, until_at, per_second, actor, wanted, sent, "
    "ordered_at, ended_at, outcome, reached, last FROM webhook_replays WHERE organisation_id = "
    ":organisation AND ";

auto add_to(std::vector<ReplayProgress>& found, const OrganisationId& organisation) {
  return [&](std::string id, std::string endpoint, std::string what, Timestamp since,
             Timestamp until, std::int64_t per_second, std::string actor, std::int64_t wanted,
             std::int64_t sent, Timestamp ordered_at, std::optional<Timestamp> ended_at,
             std::string outcome, std::int64_t reached, std::int64_t last) {
    ReplayProgress one;
    one.view.organisation = organisation;
    one.view.endpoint = std::move(endpoint);
    one.view.what = parse_replayed(what).value_or(Replayed::failed);
    one.view.since = since;
    one.view.until = until;
    one.view.per_second = per_second;
    one.view.actor = std::move(actor);
    one.view.id = std::move(id);
    one.view.wanted = wanted;
    one.view.sent = sent;
    one.view.ordered_at = ordered_at;
    one.view.ended_at = ended_at;
    one.view.outcome = std::move(outcome);
    one.reached = reached;
    one.last = last;
    found.push_back(std::move(one));
  };
}

}  // namespace

void add_replay(store::Session& session, const ReplayProgress& order) {
  const auto& view = order.view;
  store::execute(session,
                 "INSERT INTO webhook_replays (organisation_id, id, endpoint_id, what, since_at, "
                 "until_at, per_second, actor, wanted, sent, ordered_at, outcome, reached, last) "
                 "VALUES (:organisation, :id, :endpoint, :what, :since, :until, :per_second, "
                 ":actor, :wanted, 0, :ordered_at, '', :reached, :last)",
                 {{"organisation", view.organisation},
                  {"id", view.id},
                  {"endpoint", view.endpoint},
                  {"what", name_of(view.what)},
                  {"since", view.since},
                  {"until", view.until},
                  {"per_second", view.per_second},
                  {"actor", view.actor},
                  {"wanted", view.wanted},
                  {"ordered_at", view.ordered_at},
                  {"reached", order.reached},
                  {"last", order.last}});
}

std::optional<ReplayProgress> find_progress(store::Session& session,
                                            const OrganisationId& organisation,
                                            const std::string& id) {
  std::vector<ReplayProgress> found;
  store::query(session,
               std::string(columns) + "id = :id" + (session.is_postgresql() ? " FOR UPDATE" : ""),
               {{"organisation", organisation}, {"id", id}}, add_to(found, organisation));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void keep_progress(store::Session& session, const ReplayProgress& order) {
  store::execute(session,
                 "UPDATE webhook_replays SET sent = :sent, reached = :reached, ended_at = "
                 ":ended_at, outcome = :outcome WHERE organisation_id = :organisation AND id = :id",
                 {{"sent", order.view.sent},
                  {"reached", order.reached},
                  {"ended_at", order.view.ended_at},
                  {"outcome", order.view.outcome},
                  {"organisation", order.view.organisation},
                  {"id", order.view.id}});
}

bool is_replaying(store::Session& session, const OrganisationId& organisation,
                  const std::string& endpoint) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT COUNT(*) FROM webhook_replays WHERE organisation_id = :organisation AND "
             "endpoint_id = :endpoint AND ended_at IS NULL",
             {{"organisation", organisation}, {"endpoint", endpoint}})
             .value_or(0) > 0;
}

std::optional<ReplayView> find_replay(store::Session& session, const OrganisationId& organisation,
                                      const std::string& id) {
  std::vector<ReplayProgress> found;
  store::query(session, std::string(columns) + "id = :id",
               {{"organisation", organisation}, {"id", id}}, add_to(found, organisation));
  if (found.empty()) return std::nullopt;
  return std::move(found.front().view);
}

std::vector<ReplayView> list_replays(store::Session& session, const OrganisationId& organisation,
                                     const std::string& endpoint) {
  std::vector<ReplayProgress> found;
  store::query(
      session,
      std::string(columns) +
          "(:endpoint = '' OR endpoint_id = :endpoint) ORDER BY ordered_at DESC, id DESC "
          "LIMIT :most",
      {{"organisation", organisation}, {"endpoint", endpoint}, {"most", replays_shown_max}},
      add_to(found, organisation));
  std::vector<ReplayView> views;
  for (auto& one : found) views.push_back(std::move(one.view));
  return views;
}

}  // namespace patchbay::webhooks
