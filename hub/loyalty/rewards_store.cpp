#include "hub/base/text.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

const std::string select_reward =
    "SELECT id, customer_id, milestone_id, kind, capability, partner, eligible_partners, given_up, "
    "doubted,"
    " amount_minor, currency, state, reason, cancel_reason, partner_reference, unknown_since,"
    " doubt_began, created_at, delayed_since, issued_at, expires_at, settle_way, tries, fruitless,"
    " reversal_begun, lease, CASE WHEN code_sealed IS NULL THEN 0 ELSE 1 END, message FROM rewards"
    " WHERE organisation_id = :organisation ";

constexpr std::int64_t history_max = 1000;

std::vector<std::string> names_of(const std::string& list) {
  std::vector<std::string> names;
  for (const auto name : split(list, ','))
    if (!name.empty()) names.emplace_back(name);
  return names;
}

std::vector<StoredReward> select(store::Session& session, const std::string& condition,
                                 store::Params params) {
  std::vector<StoredReward> rewards;
  using Text = std::string;
  using Time = std::optional<Timestamp>;
  store::query(
      session, select_reward + condition, params,
      [&](Text id, Text customer, Text milestone, Text kind, Text capability, Text partner,
          Text eligible, Text given_up, Text doubted, std::int64_t minor, Text currency, Text state,
          Text reason, Text cancel_reason, Text partner_reference, Time unknown_since,
          Time doubt_began, Timestamp created_at, Time delayed_since, Time issued_at,
          Time expires_at, std::int64_t way, std::int64_t tries, Text fruitless,
          bool reversal_begun, std::int64_t lease, bool has_code, Text message) {
        StoredReward reward;
        static_cast<Reward&>(reward) = {id,
                                        customer,
                                        milestone,
                                        kind,
                                        capability,
                                        partner,
                                        names_of(eligible),
                                        minor,
                                        currency,
                                        reward_state(state),
                                        reason,
                                        cancel_reason,
                                        partner_reference,
                                        unknown_since,
                                        created_at,
                                        delayed_since,
                                        issued_at,
                                        expires_at,
                                        message};
        reward.progress = {way,
                           tries,
                           reversal_begun,
                           parse_fruitless_calls(fruitless),
                           names_of(given_up),
                           names_of(doubted)};
        std::erase(reward.progress.doubted, reward.partner);
        reward.doubt_began = doubt_began;
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
                                          const std::string& partner,
                                          std::optional<RewardState> state) {
  return select(session, "AND partner = :partner AND (:state = '' OR state = :state) ORDER BY id",
                {{"organisation", organisation},
                 {"partner", partner},
                 {"state", state ? name_of(*state) : ""}});
}

std::optional<Reward> find_reward(store::Session& session, const OrganisationId& organisation,
                                  const std::string& id) {
  auto found = load_reward(session, organisation, id);
  if (!found) return std::nullopt;
  return std::move(*found);
}

std::vector<RewardStep> reward_history(store::Session& session, const OrganisationId& organisation,
                                       const std::string& id) {
  std::vector<RewardStep> steps;
  store::query(session,
               "SELECT from_state, to_state, moved_at, partner, reason, actor, lease"
               " FROM reward_moves WHERE organisation_id = :organisation AND reward_id = :id"
               " ORDER BY id LIMIT :most",
               {{"organisation", organisation}, {"id", id}, {"most", history_max}},
               [&](std::string from, std::string to, Timestamp at, std::string partner,
                   std::string reason, std::string actor, std::int64_t lease) {
                 steps.push_back({reward_state(from), reward_state(to), at, std::move(partner),
                                  std::move(reason), std::move(actor), lease});
               });
  return steps;
}

Result<std::vector<Reward>> list_rewards(store::Session& session,
                                         const OrganisationId& organisation,
                                         const RewardFilter& filter) {
  Timestamp seen;
  if (!filter.after.empty()) {
    const auto last = load_reward(session, organisation, filter.after);
    if (!last)
      return invalid("\"after\" names no reward: \"" + filter.after +
                     "\"; give `next` of the page before");
    seen = last->created_at;
  }
  auto found = select(session,
                      "AND (:customer = '' OR customer_id = :customer)"
                      " AND (:state = '' OR state = :state)"
                      " AND (created_at, id) > (:seen, :after)"
                      " ORDER BY created_at, id LIMIT :limit",
                      {{"organisation", organisation},
                       {"customer", filter.customer},
                       {"state", filter.state},
                       {"seen", seen},
                       {"after", filter.after},
                       {"limit", filter.limit}});
  return std::vector<Reward>{std::make_move_iterator(found.begin()),
                             std::make_move_iterator(found.end())};
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
