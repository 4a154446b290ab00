#include "hub/policy/simulation/recorded.h"

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

namespace patchbay::policy {
namespace {

namespace json = boost::json;

constexpr std::size_t scratch_bytes = 4096;  ///< what most decisions need while they are read

Error damaged(const RecordedRow& row, const std::string& what) {
  return corrupt("decision " + row.decision + ": " + what + "; its row was changed by hand");
}

std::int64_t local_day(const jobs::Zone& zone, Timestamp at) {
  return std::chrono::floor<std::chrono::days>(zone.span_at(at).wall_at(at))
      .time_since_epoch()
      .count();
}

/// The ids of {"effect": "award", "rule": …}, and of {"effect": "hold", "of": …}: both made a
/// reward.
std::vector<std::string> awards_in(const json::value& effects) {
  std::vector<std::string> ids;
  for (const auto& effect : effects.as_array()) {
    const auto& kind = effect.at("effect").as_string();
    if (kind == "award") ids.emplace_back(effect.at("rule").as_string());
    if (kind == "hold" && effect.at("of").is_string())
      ids.emplace_back(effect.at("of").as_string());
  }
  return ids;
}

bool made_rewards(const RecordedRow& row, Occasion occasion) {
  if (occasion == Occasion::claim) return false;  // of one that was there
  return row.effects.find("\"award\"") != std::string::npos ||
         row.effects.find("\"hold\"") != std::string::npos;
}

}  // namespace

Result<RecordedReader> RecordedReader::make(const std::string& programme_zone) {
  const auto zone = jobs::Zone::find(programme_zone);
  if (!zone) return zone.error();
  return RecordedReader(*zone);
}

Result<RecordedFact> RecordedReader::read(const RecordedRow& row) {
  if (row.progress) return look(row);
  unsigned char scratch[scratch_bytes];
  json::monotonic_resource memory(scratch, sizeof scratch);
  try {
    auto facts = facts_from_json(json::parse(row.facts, &memory));
    if (!facts) return damaged(row, facts.error().message);
    RecordedFact fact{std::move(*facts), {}, {}};
    fact.facts.customer = row.customer;
    if (made_rewards(row, fact.facts.occasion))
      fact.awarded = awards_in(json::parse(row.effects, &memory));
    return fact;
  } catch (const std::exception& failed) {
    return damaged(row, failed.what());
  }
}

Result<RecordedFact> RecordedReader::look(const RecordedRow& row) {
  const RecordedProgress& progress = *row.progress;
  const jobs::Zone* zone = &programme_zone_;
  if (!progress.zone.empty()) {
    auto known = zones_.find(progress.zone);
    if (known == zones_.end()) {
      const auto found = jobs::Zone::find(progress.zone);
      if (!found) return found.error().in("the progress of a customer");
      known = zones_.emplace(progress.zone, *found).first;
    }
    zone = &known->second;
  }
  const std::int64_t today = local_day(*zone, row.at);
  RecordedFact fact;
  fact.facts.occasion = Occasion::progress;
  fact.facts.at = row.at;
  fact.facts.customer = row.customer;
  fact.facts.points = progress.points;
  if (progress.since)
    fact.facts.days =
        std::max<std::int64_t>(0, std::min(today, progress.paused_on.value_or(today)) -
                                      *progress.since - progress.paused_days);
  for (const auto& [milestone, at] : progress.given) {
    fact.facts.given.push_back(milestone);
    if (progress.since && local_day(*zone, at) < *progress.since)
      fact.earlier_streak.push_back(milestone);
  }
  return fact;
}

}  // namespace patchbay::policy
