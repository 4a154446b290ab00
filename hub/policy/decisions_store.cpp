#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hub/policy/decisions.h"
#include "hub/store/rows.h"

namespace patchbay::policy {
namespace {

const std::string select_decision =
    "SELECT id, customer_id, reference, version, decided_at, facts, effects FROM decisions"
    " WHERE organisation_id = :organisation ";
/// How an effect begins in effects_json, serialized. No text within can look like it: its quotes
/// are escaped.
const std::string& beginning_of(EffectKind kind) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> beginnings;
    for (const auto& name : effect_names()) beginnings.push_back(R"({"effect":")" + name + "\"");
    return beginnings;
  }();
  return all.at(static_cast<std::size_t>(kind));
}
bool has(const KeptDecision& decision, EffectKind kind) {
  return decision.effects.find(beginning_of(kind)) != std::string::npos;
}
bool tells_staff(const KeptDecision& decision) {
  return has(decision, EffectKind::hold) || has(decision, EffectKind::flag) ||
         has(decision, EffectKind::notify);
}

/// Those with one of the effects. What is rare has an index of its own.
std::string with_effects(const std::vector<EffectKind>& effects) {
  if (effects.empty()) return "";
  std::string any;
  bool all_need_eyes = true;
  for (const EffectKind kind : effects) {
    any += std::string(any.empty() ? "" : " OR ") + "effects LIKE '%" + beginning_of(kind) + "%'";
    all_need_eyes = all_need_eyes && (is_for_staff(kind) || kind == EffectKind::deny);
  }
  return std::string(all_need_eyes ? "AND needs_eyes = 1 " : "") + "AND (" + any + ") ";
}

std::string that_match(const DecisionFilter& filter) {
  return std::string(filter.customer.empty() ? "AND :customer = '' "
                                             : "AND customer_id = :customer ") +
         "AND decided_at >= :from AND decided_at < :until " + with_effects(filter.effects);
}

bool is_kept(const KeptDecision& decision) {
  const Occasion occasion = decision.facts.occasion;
  return occasion == Occasion::order || occasion == Occasion::purchase ||
         !(decision.effects.empty() || decision.effects == "[]");
}

Facts read_facts(const std::string& id, const std::string& text) {
  boost::system::error_code failed;
  const auto json = boost::json::parse(text, failed);
  if (failed)
    throw ErrorException(corrupt("the facts of decision " + id + " are no JSON in the store"));
  auto facts = facts_from_json(json);
  if (!facts)
    throw ErrorException(corrupt("the facts of decision " + id +
                                 " cannot be read from the store: " + facts.error().message));
  return std::move(*facts);
}

std::vector<KeptDecision> select(store::Session& session, const std::string& rest,
                                 store::Params params) {
  std::vector<KeptDecision> found;
  store::query(
      session, select_decision + rest, params,
      [&](std::string id, std::string customer, std::string reference, std::string version,
          Timestamp decided_at, std::string facts, std::string effects) {
        Facts seen = read_facts(id, facts);
        found.push_back({std::move(id), std::move(customer), std::move(reference),
                         std::move(version), decided_at, std::move(seen), std::move(effects)});
      });
  return found;
}

std::optional<KeptDecision> first_of(std::vector<KeptDecision> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Timestamp from_of(const DecisionFilter& filter) {
  return filter.from.value_or(Timestamp{INT64_MIN});
}
Timestamp until_of(const DecisionFilter& filter) {
  return filter.until.value_or(Timestamp{INT64_MAX});
}

}  // namespace

std::vector<std::string> keep_decisions(store::Session& session, const OrganisationId& organisation,
                                        std::span<const KeptDecision> decisions) {
  using store::ColumnType;
  store::Rows rows({{"id", ColumnType::text},
                    {"reference", ColumnType::text},
                    {"customer", ColumnType::text},
                    {"version", ColumnType::text},
                    {"decided_at", ColumnType::integer},
                    {"facts", ColumnType::text},
                    {"effects", ColumnType::text},
                    {"needs_eyes", ColumnType::integer}});
  store::Rows for_staff({{"id", ColumnType::text}});
  rows.reserve(decisions.size());
  for (const KeptDecision& decision : decisions) {
    if (!is_kept(decision)) continue;
    const bool is_told = tells_staff(decision);
    rows.add(decision.id)
        .add(decision.reference)
        .add(decision.customer)
        .add(decision.version)
        .add(decision.decided_at)
        .add(boost::json::serialize(to_json(decision.facts)))
        .add(decision.effects)
        .add(is_told || has(decision, EffectKind::deny));
    if (is_told) for_staff.add(decision.id);
  }
  store::execute(session,
                 "INSERT INTO decisions (organisation_id, id, reference, customer_id, version,"
                 " decided_at, facts, effects, needs_eyes) SELECT :organisation, id, reference,"
                 " customer, version, decided_at, facts, effects, needs_eyes FROM {rows} AS r"
                 " WHERE true ON CONFLICT (organisation_id, reference) DO NOTHING",
                 rows, {{"organisation", organisation}});
  std::vector<std::string> kept;
  if (for_staff.empty()) return kept;
  store::query(session,
               "SELECT d.id FROM {rows} AS r JOIN decisions AS d ON d.id = r.id"
               " WHERE d.organisation_id = :organisation ORDER BY d.decided_at, d.id",
               for_staff, {{"organisation", organisation}},
               [&](std::string id) { kept.push_back(std::move(id)); });
  return kept;
}

std::optional<KeptDecision> find_decision(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& id) {
  return first_of(select(session, "AND id = :id", {{"organisation", organisation}, {"id", id}}));
}

std::optional<KeptDecision> find_decision_of(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& reference) {
  return first_of(select(session, "AND reference = :reference",
                         {{"organisation", organisation}, {"reference", reference}}));
}

std::vector<KeptDecision> list_decisions(store::Session& session,
                                         const OrganisationId& organisation,
                                         const DecisionFilter& filter) {
  const bool is_continued = !filter.after.empty();
  Timestamp seen{filter.newest_first && !is_continued ? INT64_MAX : INT64_MIN};
  if (is_continued)
    seen = store::query_value<Timestamp>(
               session,
               "SELECT decided_at FROM decisions WHERE organisation_id = :organisation"
               " AND id = :after",
               {{"organisation", organisation}, {"after", filter.after}})
               .value_or(seen);
  const std::string page = filter.newest_first ? "AND (decided_at, id) < (:seen, :after)"
                                                 " ORDER BY decided_at DESC, id DESC"
                                               : "AND (decided_at, id) > (:seen, :after)"
                                                 " ORDER BY decided_at, id";
  return select(session, that_match(filter) + page + " LIMIT :limit",
                {{"organisation", organisation},
                 {"customer", filter.customer},
                 {"from", from_of(filter)},
                 {"until", until_of(filter)},
                 {"seen", seen},
                 {"after", filter.after},
                 {"limit", static_cast<std::int64_t>(filter.limit)}});
}

std::int64_t count_decisions(store::Session& session, const OrganisationId& organisation,
                             const DecisionFilter& filter) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT COUNT(*) FROM decisions WHERE organisation_id = :organisation " +
                 that_match(filter),
             {{"organisation", organisation},
              {"customer", filter.customer},
              {"from", from_of(filter)},
              {"until", until_of(filter)}})
      .value_or(0);
}

}  // namespace patchbay::policy
