#include "hub/api/dead_letter_view.h"

#include <boost/json/array.hpp>

#include "adapters/exchange_store.h"
#include "hub/http/json.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

constexpr std::size_t exchanges_max = 20;

json::object to_json(const jobs::FailedRun& run) {
  return {{"attempt", run.attempt},
          {"ended_at", to_rfc3339(run.ended_at)},
          {"worker", run.worker},
          {"reason", run.reason}};
}

json::object to_json(const adapters::ExchangeRow& row) {
  return {{"partner", row.partner},
          {"capability", row.capability},
          {"attempt", row.attempt},
          {"method", row.method},
          {"path", row.path},
          {"status", row.status},
          {"stage", row.stage},
          {"outcome", row.outcome},
          {"started_at", to_rfc3339(row.started_at)},
          {"took_us", row.took.count()}};
}

template <class T>
json::array to_json(const std::vector<T>& items) {
  json::array array;
  for (const auto& item : items) array.push_back(to_json(item));
  return array;
}

/// What exchanges with partners carry: the reward's id, or else the job's key.
std::string reference_of(const jobs::DeadLetter& letter) {
  const auto payload = parse_json(letter.payload);
  const auto* object = payload ? payload->if_object() : nullptr;
  const auto* reward = object ? object->if_contains("reward") : nullptr;
  return reward && reward->is_string() ? std::string(reward->get_string()) : letter.key;
}

}  // namespace

json::object dead_letter_json(const jobs::DeadLetter& letter) {
  return {{"id", letter.id},
          {"kind", letter.kind},
          {"key", letter.key},
          {"partner", letter.partner},
          {"lane", letter.lane},
          {"reason", letter.reason},
          {"attempts", letter.attempt},
          {"created_at", to_rfc3339(letter.created_at)},
          {"died_at", to_rfc3339(letter.died_at)}};
}

std::optional<json::object> dead_letter_detail(store::Session& session,
                                               const OrganisationId& organisation,
                                               std::int64_t id) {
  const auto letter = jobs::find_dead(session, organisation, id);
  if (!letter) return std::nullopt;
  auto detail = dead_letter_json(*letter);
  detail["runs"] = to_json(jobs::failed_runs(session, id));
  detail["exchanges"] = to_json(
      adapters::list_exchanges(session, organisation, reference_of(*letter), exchanges_max));
  return detail;
}

}  // namespace patchbay::api
