#include "hub/loyalty/reward_moves.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

const std::string select_reward =
    "SELECT id, customer_id, milestone_id, kind, capability, partner, amount_minor, currency,"
    " state, reason, partner_reference, unknown_since, created_at, issued_at, settle_way, tries,"
    " lease, CASE WHEN code_sealed IS NULL THEN 0 ELSE 1 END FROM rewards"
    " WHERE organisation_id = :organisation ";

std::vector<StoredReward> select(store::Session& session, const std::string& condition,
                                 store::Params params) {
  std::vector<StoredReward> rewards;
  store::query(session, select_reward + condition, params,
               [&](std::string id, std::string customer, std::string milestone, std::string kind,
                   std::string capability, std::string partner, std::int64_t minor,
                   std::string currency, std::string state, std::string reason,
                   std::string partner_reference, std::optional<Timestamp> unknown_since,
                   Timestamp created_at, std::optional<Timestamp> issued_at, std::int64_t way,
                   std::int64_t tries, std::int64_t lease, bool has_code) {
                 StoredReward reward;
                 static_cast<Reward&>(reward) = {id,         customer,          milestone,
                                                 kind,       capability,        partner,
                                                 minor,      currency,          reward_state(state),
                                                 reason,     partner_reference, unknown_since,
                                                 created_at, issued_at};
                 reward.settle_way = way;
                 reward.tries = tries;
                 reward.lease = lease;
                 reward.has_code = has_code;
                 rewards.push_back(std::move(reward));
               });
  return rewards;
}

}  // namespace

std::optional<StoredReward> load_reward(store::Session& session, const OrganisationId& organisation,
                                        const std::string& id) {
  auto found = select(session, "AND id = :id", {{"organisation", organisation}, {"id", id}});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<StoredReward> load_rewards_of(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& partner) {
  return select(session, "AND partner = :partner ORDER BY id",
                {{"organisation", organisation}, {"partner", partner}});
}

std::optional<Reward> find_reward(store::Session& session, const OrganisationId& organisation,
                                  const std::string& id) {
  auto found = load_reward(session, organisation, id);
  if (!found) return std::nullopt;
  return std::move(*found);
}

std::vector<Reward> list_rewards(store::Session& session, const OrganisationId& organisation,
                                 const RewardFilter& filter) {
  auto found = select(session,
                      "AND (:customer = '' OR customer_id = :customer)"
                      " AND (:state = '' OR state = :state) AND id > :after"
                      " ORDER BY id LIMIT :limit",
                      {{"organisation", organisation},
                       {"customer", filter.customer},
                       {"state", filter.state},
                       {"after", filter.after},
                       {"limit", filter.limit}});
  return {std::make_move_iterator(found.begin()), std::make_move_iterator(found.end())};
}

std::map<std::pair<std::string, std::string>, std::int64_t> count_rewards(
    store::Session& session, const OrganisationId& organisation) {
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;
  store::query(session,
               "SELECT kind, state, COUNT(*) FROM rewards WHERE organisation_id = :organisation"
               " GROUP BY kind, state",
               {{"organisation", organisation}},
               [&](std::string kind, std::string state, std::int64_t count) {
                 counts[{kind, state}] = count;
               });
  return counts;
}

std::int64_t count_settled(store::Session& session, const OrganisationId& organisation) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT COUNT(*) FROM rewards WHERE organisation_id = :organisation"
             " AND settled_at IS NOT NULL",
             {{"organisation", organisation}})
      .value_or(0);
}

}  // namespace patchbay::loyalty
