#include "tests/support/invariant.h"

namespace patchbay::test {
namespace {

const std::set<std::string> states_with_value{"issued", "redeemed", "expired"};
/// A call was begun: the partner may have moved value, and nothing says yet that it did.
const std::set<std::string> states_in_doubt{"processing", "unconfirmed"};
const std::set<std::string> states_without_value{"held", "pending", "awaiting_choice", "failed",
                                                 "cancelled"};
const std::set<std::string> states_of_open_jobs{"open", "waiting"};
const std::string reward_job = "reward.issue";
const std::string issued_key = "reward.issued/";

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// Every value moved once, for a reward that knows of it.
void check_books(const Evidence& evidence, Violations& broken) {
  std::map<std::string, const BookFact*> seen;
  for (const auto& row : evidence.books) {
    const auto [first, is_new] = seen.emplace(row.reference, &row);
    if (!is_new)
      broken.push_back("doubled: " + row.reference + " has value at " + first->second->partner +
                       " (" + first->second->partner_reference + ") and at " + row.partner + " (" +
                       row.partner_reference + ")");
    const auto found = evidence.rewards.find(row.reference);
    if (found == evidence.rewards.end()) {
      broken.push_back("from nowhere: " + row.partner + " gave value for " + quoted(row.reference) +
                       ", which is no reward");
      continue;
    }
    const RewardFact& reward = found->second;
    if (reward.partner != row.partner)
      broken.push_back(row.reference + " has value at " + row.partner + " but is " +
                       reward.partner + "'s now");
    if (reward.amount_minor != row.amount_minor || reward.currency != row.currency)
      broken.push_back(row.reference + " is worth another amount at " + row.partner);
    if (states_without_value.contains(reward.state))
      broken.push_back(row.reference + " has value at " + row.partner + " but is " + reward.state);
  }
  for (const auto& [id, reward] : evidence.rewards) {
    if (!states_with_value.contains(reward.state)) continue;
    const auto row = seen.find(id);
    if (row == seen.end())
      broken.push_back(id + " is " + reward.state + " here, but " + reward.partner +
                       " never gave value for it");
    else if (!reward.partner_reference.empty() &&
             reward.partner_reference != row->second->partner_reference)
      broken.push_back(id + " is known here as " + reward.partner_reference + ", at " +
                       reward.partner + " as " + row->second->partner_reference);
  }
}

void check_rewards(const Evidence& evidence, Violations& broken) {
  std::map<std::string, const JobFact*> jobs;
  for (const auto& job : evidence.jobs)
    if (job.kind == reward_job) jobs[job.key] = &job;
  for (const auto& [id, reward] : evidence.rewards) {
    if (!states_with_value.contains(reward.state) && !states_in_doubt.contains(reward.state) &&
        !states_without_value.contains(reward.state))
      broken.push_back(id + " is in the unknown state " + quoted(reward.state));
    const auto job = jobs.find(id);
    const bool has_open_job = job != jobs.end() && states_of_open_jobs.contains(job->second->state);
    const bool is_buried = job != jobs.end() && job->second->state == "dead";
    if ((reward.state == "pending" || reward.state == "processing") && !has_open_job && !is_buried)
      broken.push_back("lost: " + id + " is " + reward.state + " and no job will ever move it");
    if (reward.state == "unconfirmed" && !has_open_job && reward.reason.empty())
      broken.push_back(id + " is unconfirmed and nothing says why");
    if (reward.state == "failed" && reward.reason.empty())
      broken.push_back(id + " failed and nothing says why");
  }
}

void check_events(const Evidence& evidence, Violations& broken) {
  std::map<std::string, int> issued;
  std::set<std::string> ids;
  for (const auto& event : evidence.events) {
    ids.insert(event.id);
    if (event.dedup_key.starts_with(issued_key))
      ++issued[event.dedup_key.substr(issued_key.size())];
  }
  for (const auto& [id, reward] : evidence.rewards) {
    const int times = issued.contains(id) ? issued.at(id) : 0;
    const int wanted = states_with_value.contains(reward.state) ? 1 : 0;
    if (times != wanted)
      broken.push_back(id + " is " + reward.state + " and was announced as issued " +
                       std::to_string(times) + " times");
  }
  for (const auto& message : evidence.messages) {
    if (!ids.contains(message.event))
      broken.push_back("a webhook message is about " + message.event + ", which is no event");
    if (message.state == "delivered" && !evidence.received.contains(message.event))
      broken.push_back("lost: the webhook of " + message.event +
                       " counts as delivered, but its receiver never had it");
  }
}

void check_ledger(const Evidence& evidence, Violations& broken) {
  for (const auto& [unit, sum] : evidence.ledger_sums)
    if (sum != 0)
      broken.push_back("the ledger sums to " + std::to_string(sum) + " " + unit + ", not to zero");
  for (const auto& account : evidence.wrong_accounts)
    broken.push_back("account " + account + " is not the sum of its transfers, or below zero");
  for (const auto& customer : evidence.wrong_customers)
    broken.push_back("customer " + customer + " is not the sum of its orders");
}

}  // namespace

Violations broken_always(const Evidence& evidence) {
  Violations broken;
  check_books(evidence, broken);
  check_rewards(evidence, broken);
  check_events(evidence, broken);
  check_ledger(evidence, broken);
  for (const auto& job : evidence.jobs)
    if (job.state == "dead" && job.reason.empty())
      broken.push_back("job " + job.kind + " " + job.key + " is dead and nothing says why");
  return broken;
}

Violations broken_at_the_end(const Evidence& evidence, std::int64_t orders) {
  Violations broken = broken_always(evidence);
  if (evidence.orders != orders)
    broken.push_back(std::to_string(evidence.orders) + " of " + std::to_string(orders) +
                     " orders are in the store");
  for (const auto& job : evidence.jobs)
    if (states_of_open_jobs.contains(job.state) || job.state == "dead")
      broken.push_back("job " + job.kind + " " + job.key + " is still " + job.state + ": " +
                       job.reason);
  for (const auto& [id, reward] : evidence.rewards)
    if (!states_with_value.contains(reward.state))
      broken.push_back(id + " is still " + reward.state + ": " + reward.reason);
  std::set<std::string> told;
  for (const auto& message : evidence.messages) {
    told.insert(message.event);
    if (message.state != "delivered")
      broken.push_back("the webhook of " + message.event + " is still " + message.state);
  }
  for (const auto& event : evidence.events)
    if (!event.fanned_out || !told.contains(event.id))
      broken.push_back("lost: nobody was told of event " + event.id + " (" + event.type + ")");
  return broken;
}

}  // namespace patchbay::test
