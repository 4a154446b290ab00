#include "hub/app/personal_tables.h"

namespace patchbay::app {
namespace {

using store::ColumnType;

constexpr const char* own_rewards =
    "IN (SELECT id FROM rewards WHERE organisation_id = :organisation AND customer_id = "
    ":customer)";

/// As the JSON of a simulation names the customers whose changes it explains.
constexpr const char* names_customer =
    R"(replace(result, '"customer":"' || replace(replace(CAST(:customer AS TEXT), '\', '\\'),)"
    R"( '"', '\"') || '"', '') <> result)";

PersonalTable customers() {
  return {"customers",
          {{"id"},
           {"tier"},
           {"orders", ColumnType::integer},
           {"spent_minor", ColumnType::integer},
           {"earned_points", ColumnType::integer},
           {"currency"},
           {"created_at", ColumnType::integer},
           {"updated_at", ColumnType::integer}},
          "id = :customer"};
}

PersonalTable contacts() {
  PersonalTable table{"customer_contacts",
                      {{"organisation_id"},
                       {"customer_id"},
                       {"name_sealed"},
                       {"phone_sealed"},
                       {"email_sealed"},
                       {"updated_at", ColumnType::integer}},
                      "customer_id = :customer"};
  table.removed = true;
  return table;
}

PersonalTable links() {
  PersonalTable table{"customer_links",
                      {{"organisation_id"},
                       {"customer_id"},
                       {"partner"},
                       {"account_sealed"},
                       {"updated_at", ColumnType::integer}},
                      "customer_id = :customer"};
  table.removed = true;
  return table;
}

/// The proof of what was allowed: kept.
PersonalTable consents() {
  return {"consents",
          {{"partner"},
           {"purpose"},
           {"how"},
           {"granted_by"},
           {"granted_at", ColumnType::integer},
           {"revoked_by"},
           {"revoke_reason", ColumnType::text, Erasure::redact},
           {"revoked_at", ColumnType::integer}},
          "customer_id = :customer"};
}

PersonalTable orders() {
  return {"orders",
          {{"source"},
           {"id"},
           {"amount_minor", ColumnType::integer},
           {"currency"},
           {"ordered_at", ColumnType::integer}},
          "customer_id = :customer"};
}

/// Nothing was decided about them yet; of an erased customer nothing will be.
PersonalTable waiting_orders() {
  return {"waiting_orders",
          {{"source"},
           {"id"},
           {"amount_minor", ColumnType::integer},
           {"currency"},
           {"ordered_at", ColumnType::integer},
           {"reason"},
           {"since", ColumnType::integer}},
          "customer_id = :customer",
          true};
}

/// Why value moved: kept like the ledger. Facts hold the customer's number, nothing to reach them.
PersonalTable decisions() {
  return {"decisions",
          {{"id"},
           {"reference"},
           {"version"},
           {"decided_at", ColumnType::integer},
           {"facts"},
           {"effects"}},
          "customer_id = :customer"};
}

/// The code is worth money to its holder, and its holder's.
PersonalTable rewards() {
  return {"rewards",
          {{"organisation_id"},
           {"id"},
           {"milestone_id"},
           {"message"},
           {"kind"},
           {"partner"},
           {"amount_minor", ColumnType::integer},
           {"currency"},
           {"state"},
           {"reason", ColumnType::text, Erasure::redact},
           {"cancel_reason", ColumnType::text, Erasure::redact},
           {"partner_reference", ColumnType::text, Erasure::redact},
           {"code_sealed", ColumnType::text, Erasure::clear},
           {"created_at", ColumnType::integer},
           {"issued_at", ColumnType::integer},
           {"expires_at", ColumnType::integer}},
          "customer_id = :customer"};
}

/// How somebody holds on is nobody's business once they are gone.
PersonalTable of_person(const char* table, std::vector<PersonalColumn> columns) {
  PersonalTable own{table, std::move(columns), "customer_id = :customer"};
  own.removed = true;
  return own;
}

PersonalTable progress() {
  return of_person("customer_progress", {{"zone"},
                                         {"grace_days", ColumnType::integer},
                                         {"streak", ColumnType::integer},
                                         {"since", ColumnType::integer},
                                         {"paused_on", ColumnType::integer},
                                         {"paused_days", ColumnType::integer},
                                         {"last_on", ColumnType::integer},
                                         {"check_problem"},
                                         {"updated_at", ColumnType::integer}});
}

PersonalTable progress_events() {
  return of_person("progress_events", {{"event"},
                                       {"on_day", ColumnType::integer},
                                       {"streak", ColumnType::integer},
                                       {"actor"},
                                       {"created_at", ColumnType::integer}});
}

PersonalTable traits() {
  return of_person("customer_traits", {{"trait"}, {"created_at", ColumnType::integer}});
}

PersonalTable reward_checks() {
  return of_person("reward_checks", {{"checked_at", ColumnType::integer}});
}

PersonalTable counted_links() {
  return of_person("counted_links", {{"linked_at", ColumnType::integer}});
}

PersonalTable own_credentials() {
  return of_person("credentials", {{"id"},
                                   {"role"},
                                   {"name"},
                                   {"created_by"},
                                   {"created_at", ColumnType::integer},
                                   {"expires_at", ColumnType::integer},
                                   {"last_used_at", ColumnType::integer}});
}

PersonalTable moves() {
  return {"reward_moves",
          {{"reward_id"},
           {"from_state"},
           {"to_state"},
           {"partner"},
           {"reason", ColumnType::text, Erasure::redact},
           {"actor"},
           {"moved_at", ColumnType::integer}},
          std::string("reward_id ") + own_rewards};
}

PersonalTable redemptions() {
  return {"reward_redemptions",
          {{"reward_id"}, {"actor"}, {"redeemed_at", ColumnType::integer}},
          std::string("reward_id ") + own_rewards};
}

PersonalTable transfers() {
  return {"ledger_transfers",
          {{"id"},
           {"debit_account"},
           {"credit_account"},
           {"unit"},
           {"amount", ColumnType::integer},
           {"reason"},
           {"posted_at", ColumnType::integer}},
          "'customer/' || CAST(:customer AS TEXT) || '/points' IN (debit_account, credit_account)"};
}

PersonalTable exchanges() {
  return {"partner_exchanges",
          {{"partner"},
           {"capability"},
           {"reference"},
           {"method"},
           {"path", ColumnType::text, Erasure::redact},
           {"status", ColumnType::integer},
           {"outcome"},
           {"started_at", ColumnType::integer}},
          std::string("reference ") + own_rewards};
}

/// Also those of other subjects: an alert names a partner and may repeat what it said of a reward.
PersonalTable events() {
  return {"events",
          {{"id"},
           {"type"},
           {"subject"},
           {"data", ColumnType::text, Erasure::redact},
           {"occurred_at", ColumnType::integer}},
          "(subject = :customer OR EXISTS (SELECT 1 FROM rewards AS w WHERE w.organisation_id = "
          ":organisation AND w.customer_id = :customer AND replace(events.data, w.id, '') <> "
          "events.data))"};
}

/// Without the tokens themselves: they are the hub's, not the person's.
PersonalTable tokens() {
  PersonalTable table{"oauth_tokens",
                      {{"partner"},
                       {"grant_type"},
                       {"scope"},
                       {"fetched_at", ColumnType::integer},
                       {"needs_consent", ColumnType::integer}},
                      "customer = :customer"};
  table.removed = true;
  return table;
}

PersonalTable wrong_codes() {
  PersonalTable table{
      "link_attempts", {{"partner"}, {"wrong", ColumnType::integer}}, "customer_id = :customer"};
  table.removed = true;
  table.exported = false;
  return table;
}

/// Authorizations that were begun.
PersonalTable flows() {
  PersonalTable table{"oauth_flows", {{"partner"}}, "customer = :customer"};
  table.removed = true;
  table.exported = false;
  return table;
}

/// Machinery that may repeat personal data. Jobs are named after the reward they work on.
std::vector<PersonalTable> machinery() {
  const std::string own_jobs = std::string("job_key ") + own_rewards;
  std::vector<PersonalTable> tables{
      {"jobs",
       {{"payload", ColumnType::text, Erasure::redact},
        {"reason", ColumnType::text, Erasure::redact}},
       own_jobs},
      {"job_failures",
       {{"reason", ColumnType::text, Erasure::redact}},
       "job_id IN (SELECT id FROM jobs WHERE organisation_id = :organisation AND " + own_jobs +
           ")"},
      {"reconciliation_lines",
       {{"reason", ColumnType::text, Erasure::redact}},
       std::string("reference ") + own_rewards},
      {"idempotency_keys",
       {{"body", ColumnType::text, Erasure::redact},
        {"location", ColumnType::text, Erasure::redact}},
       "replace(body, :customer, '') <> body"},
      {"simulations", {{"result", ColumnType::text, Erasure::clear}}, names_customer}};
  for (auto& table : tables) table.exported = false;
  return tables;
}

}  // namespace

std::vector<PersonalTable> all_personal_tables() {
  std::vector<PersonalTable> all{
      customers(),     contacts(),       links(),           consents(), wrong_codes(),
      orders(),        waiting_orders(), decisions(),       rewards(),  moves(),
      redemptions(),   transfers(),      exchanges(),       events(),   tokens(),
      flows(),         progress(),       progress_events(), traits(),   reward_checks(),
      counted_links(), own_credentials()};
  for (auto& table : machinery()) all.push_back(std::move(table));
  return all;
}

}  // namespace patchbay::app
