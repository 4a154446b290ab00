#include "hub/loyalty/issue_task.h"

#include <algorithm>
#include <boost/json/object.hpp>

#include "hub/crypto/sealed_context.h"
#include "hub/http/json.h"
#include "hub/jobs/store_clock.h"
#include "hub/loyalty/customers.h"

namespace patchbay::loyalty {
namespace {

std::string not_configured(const std::string& id) {
  return "no partner \"" + id + "\" is configured; add it, then redrive the job";
}

std::string obstacle_of(const adapters::PartnerPtr& partner, const Reward& reward,
                        const std::string& id, bool has_account) {
  if (!partner) return not_configured(id);
  const auto& manifest = partner->plug->manifest();
  const auto& offers = manifest.capabilities;
  if (manifest.kind != reward.kind ||
      std::find(offers.begin(), offers.end(), reward.capability) == offers.end())
    return "partner \"" + id + "\" has no capability \"" + reward.capability + "\" of kind " +
           reward.kind + "; correct the policy's partners, then redrive the job";
  if (manifest.needs_link && !has_account)
    return "no account linked: customer " + reward.customer + " has none at " + id +
           "; the reward waits until one is";
  return "";
}

adapters::Call call_for(const jobs::Job& job, const IssueTask& task,
                        const std::string& capability) {
  adapters::Call call;
  call.organisation = job.organisation;
  call.partner = task.partner;
  call.capability = capability;
  call.reference = task.reward->id;
  call.attempt = job.attempt;
  call.customer = task.reward->customer;
  call.request = boost::json::object{{"reference", task.reward->id}};
  return call;
}

void move_value(adapters::Call& call, const jobs::Job& job, const IssueTask& task) {
  call.idempotency_key = task.reward->id;
  if (job.lease_clock)
    call.moves_value_until = [clock = job.lease_clock] { return clock->good_until(); };
}

ClockAhead measure_clock(store::Session& session, const Clock& clock) {
  const Timestamp before = clock.now();
  const Timestamp theirs = jobs::store_now(session);
  const Timestamp after = clock.now();
  return {theirs - after, theirs - before};
}

/// Who is not configured now may have been when it was called: asked last, but not left out.
void order_doubted(IssueTask& task, const adapters::Registry& registry) {
  auto& doubted = task.reward->progress.doubted;
  const auto first_missing =
      std::stable_partition(doubted.begin(), doubted.end(),
                            [&](const std::string& id) { return registry.find(id) != nullptr; });
  if (first_missing != doubted.end()) task.obstacle_to_proof = not_configured(*first_missing);
}

}  // namespace

std::string reward_of(const jobs::Job& job) {
  const auto payload = parse_json(job.payload);
  const auto* object = payload ? payload->if_object() : nullptr;
  const auto* id = object ? object->if_contains("reward") : nullptr;
  return id && id->is_string() ? std::string(id->get_string()) : job.key;
}

IssueTask read_task(store::Session& session, const jobs::Job& job,
                    const adapters::Registry& registry, const crypto::KeyRing& keys,
                    const Clock& clock) {
  IssueTask task;
  task.reward = load_reward(session, job.organisation, reward_of(job));
  if (!task.reward) return task;
  StoredReward& reward = *task.reward;
  task.ahead = measure_clock(session, clock);
  order_doubted(task, registry);
  const auto& given_up = reward.progress.given_up;
  for (const std::string& id : reward.eligible_partners) {
    const auto partner = registry.find(id);
    if (partner && partner->plug->manifest().needs_link)
      if (auto account = linked_account(session, job.organisation, reward.customer, id, keys))
        task.accounts[id] = std::move(*account);
    Candidate candidate;
    candidate.partner = id;
    const bool has_account = task.accounts.contains(id);
    candidate.obstacle = obstacle_of(partner, reward, id, has_account);
    candidate.lacks_link = !has_account && obstacle_of(partner, reward, id, true).empty() &&
                           !candidate.obstacle.empty();
    candidate.is_given_up = std::find(given_up.begin(), given_up.end(), id) != given_up.end();
    task.candidates.push_back(std::move(candidate));
  }
  task.partner = registry.find(reward.partner);
  return task;
}

adapters::Call ask_call(const jobs::Job& job, const IssueTask& task) {
  return call_for(job, task, "find_issued");
}

adapters::Call issue_call(const jobs::Job& job, const IssueTask& task) {
  const Reward& reward = *task.reward;
  adapters::Call call = call_for(job, task, reward.capability);
  boost::json::object request{{"reference", reward.id},
                              {"amount_minor", reward.amount_minor},
                              {"currency", reward.currency}};
  if (const auto account = task.accounts.find(reward.partner); account != task.accounts.end())
    request["account"] = account->second;
  call.request = std::move(request);
  move_value(call, job, task);
  return call;
}

adapters::Call reverse_call(const jobs::Job& job, const IssueTask& task,
                            const std::string& capability) {
  adapters::Call call = call_for(job, task, capability);
  move_value(call, job, task);
  return call;
}

std::string seal_code(const crypto::KeyRing& keys, const OrganisationId& organisation,
                      const std::string& reward, const boost::json::value& result) {
  const auto* object = result.if_object();
  const auto* code = object ? object->if_contains("code") : nullptr;
  if (!code || !code->is_string() || code->get_string().empty()) return "";
  return keys.seal(std::string_view(code->get_string()),
                   crypto::sealed_context("rewards", {organisation, reward}, "code_sealed"));
}

}  // namespace patchbay::loyalty
