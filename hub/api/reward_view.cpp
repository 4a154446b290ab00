#include "hub/api/reward_view.h"

namespace patchbay::api {
namespace {

boost::json::value time_of(const std::optional<Timestamp>& at) {
  if (!at) return nullptr;
  return boost::json::value(to_rfc3339(*at));
}

}  // namespace

boost::json::object to_json(const loyalty::Reward& reward) {
  const auto& eligible = reward.eligible_partners;
  return {{"id", reward.id},
          {"customer", reward.customer},
          {"milestone", reward.milestone},
          {"kind", reward.kind},
          {"capability", reward.capability},
          {"partner", reward.partner},
          {"eligible_partners", boost::json::array(eligible.begin(), eligible.end())},
          {"amount_minor", reward.amount_minor},
          {"currency", reward.currency},
          {"state", loyalty::name_of(reward.state)},
          {"message", loyalty::message_for_customer(reward)},
          {"reason", reward.reason},
          {"cancel_reason", reward.cancel_reason},
          {"partner_reference", reward.partner_reference},
          {"unknown_since", time_of(reward.unknown_since)},
          {"created_at", to_rfc3339(reward.created_at)},
          {"delayed_since", time_of(reward.delayed_since)},
          {"issued_at", time_of(reward.issued_at)},
          {"expires_at", time_of(reward.expires_at)}};
}

boost::json::object to_json(const loyalty::RewardStep& step) {
  return {{"from", loyalty::name_of(step.from)},
          {"to", loyalty::name_of(step.to)},
          {"at", to_rfc3339(step.at)},
          {"partner", step.partner},
          {"reason", step.reason},
          {"actor", step.actor},
          {"lease", step.lease}};
}

boost::json::array to_json(const std::vector<loyalty::WaitingAward>& waiting) {
  boost::json::array all;
  for (const auto& one : waiting)
    all.push_back(boost::json::object{
        {"milestone", one.milestone}, {"code", one.code}, {"message", one.message}});
  return all;
}

}  // namespace patchbay::api
