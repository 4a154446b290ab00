#include "hub/loyalty/match.h"

#include <map>

namespace patchbay::loyalty {
namespace {

bool may_be_issued(const StoredReward& reward) {
  return was_issued(reward.state) || reward.state == RewardState::unconfirmed ||
         reward.state == RewardState::processing;
}

/// Why a line is not what we have, or nothing.
std::string difference(const StoredReward& reward, const ReportLine& line, std::size_t times) {
  if (times > 1) return "the partner lists it " + std::to_string(times) + " times";
  if (line.amount_minor != reward.amount_minor || line.currency != reward.currency)
    return "the partner says " + line.currency + " " + std::to_string(line.amount_minor) +
           " (minor units), the hub " + reward.currency + " " + std::to_string(reward.amount_minor);
  if (!line.partner_reference.empty() && !reward.partner_reference.empty() &&
      line.partner_reference != reward.partner_reference)
    return "the partner calls it " + line.partner_reference + ", the hub knows it as " +
           reward.partner_reference;
  return "";
}

/// Why a line does not say that an unconfirmed reward is issued for good.
std::string doubt_of(const StoredReward& reward, const Report& report, Duration settle_after) {
  if (reward.state == RewardState::processing) return "a call is in progress";
  const bool may_be_taken_back = reward.progress.reversal_begun && reward.unknown_since &&
                                 report.as_of < *reward.unknown_since + settle_after;
  if (reward.state == RewardState::unconfirmed && may_be_taken_back)
    return "a reversal may still take it back: the report is too old to tell";
  return "";
}

Match found_there(const StoredReward& reward, const ReportLine& line, std::size_t times,
                  const std::string& doubt) {
  if (!doubt.empty())
    return {reward.id,         MatchResult::open, doubt,
            MatchAction::none, &reward,           line.partner_reference};
  Match match{reward.id, MatchResult::matched,  difference(reward, line, times), MatchAction::none,
              &reward,   line.partner_reference};
  if (!match.reason.empty()) match.result = MatchResult::different;
  // Found is issued, even where amounts differ: it must never be issued again.
  if (!was_issued(reward.state)) match.action = MatchAction::settle_issued;
  return match;
}

Match not_there(const StoredReward& reward, const Report& report, Duration settle_after) {
  Match match{reward.id, MatchResult::open, "", MatchAction::none, &reward, ""};
  const auto since =
      reward.state == RewardState::unconfirmed ? reward.unknown_since : reward.issued_at;
  if (reward.state == RewardState::processing || !since)
    match.reason = "a call is in progress";
  else if (!report.complete)
    match.reason = "the report is not complete";
  else if (report.as_of < *since + settle_after)
    match.reason = "the report is too old to tell";
  else if (was_issued(reward.state))
    match = {reward.id,
             MatchResult::missing_there,
             "issued by the hub's books, not by theirs",
             MatchAction::none,
             &reward,
             ""};
  else
    match = {reward.id,
             MatchResult::missing_there,
             reward.cancel_reason.empty() ? "not issued there: issued again with its key"
                                          : "not issued there: cancelled, as was wanted",
             MatchAction::issue_again,
             &reward,
             ""};
  return match;
}

}  // namespace

const char* name_of(MatchResult result) {
  switch (result) {
    case MatchResult::matched: return "matched";
    case MatchResult::missing_here: return "missing_here";
    case MatchResult::missing_there: return "missing_there";
    case MatchResult::different: return "different";
    case MatchResult::open: return "open";
  }
  return "";
}

std::vector<Match> match_report(const std::vector<StoredReward>& rewards, const Report& report,
                                Duration settle_after) {
  std::map<std::string, std::pair<const ReportLine*, std::size_t>> lines;
  for (const ReportLine& line : report.lines) {
    auto& entry = lines.try_emplace(line.reference, &line, 0).first->second;
    ++entry.second;
  }
  std::vector<Match> matches;
  std::map<std::string, const char*> others;  // rewards that the hub does not hold as issued
  for (const StoredReward& reward : rewards) {
    if (!may_be_issued(reward)) {
      others[reward.id] = name_of(reward.state);
      continue;
    }
    const auto line = lines.find(reward.id);
    if (line == lines.end()) {
      matches.push_back(not_there(reward, report, settle_after));
      continue;
    }
    const auto& [first, times] = line->second;
    matches.push_back(found_there(reward, *first, times, doubt_of(reward, report, settle_after)));
    lines.erase(line);
  }
  for (const auto& [reference, line] : lines) {
    const auto other = others.find(reference);
    const std::string reason = other == others.end()
                                   ? "the hub knows no reward of this reference"
                                   : std::string("the hub holds it as ") + other->second;
    matches.push_back({reference, MatchResult::missing_here, reason, MatchAction::none, nullptr,
                       line.first->partner_reference});
  }
  return matches;
}

}  // namespace patchbay::loyalty
