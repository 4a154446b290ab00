#include <charconv>

#include "hub/store/query.h"
#include "hub/store/rows.h"
#include "webhooks/body_text.h"
#include "webhooks/inbox_rows.h"

namespace patchbay::webhooks {
namespace {

using store::ColumnType;

constexpr std::string_view name_prefix = "inb_";
constexpr const char* view_columns =
    "SELECT sequence, partner, dedup_key, event_type, content_type, state, reason, repeats,"
    " received_at, ended_at, CASE WHEN body IS NULL THEN 0 ELSE 1 END FROM inbound_events ";

std::vector<InboundView> read_views(store::Session& session, const std::string& where,
                                    store::Params params) {
  std::vector<InboundView> views;
  store::query(session, view_columns + where, params,
               [&](std::int64_t sequence, std::string partner, std::string dedup, std::string type,
                   std::string content_type, std::string state, std::string reason,
                   std::int64_t repeats, Timestamp at, std::optional<Timestamp> ended, bool body) {
                 views.push_back({sequence, std::move(partner), std::move(dedup), std::move(type),
                                  std::move(content_type), std::move(state), std::move(reason),
                                  repeats, at, ended, body});
               });
  return views;
}

/// The whole way to each row, so that SQLite seeks it by its number: with the organisation as a
/// constant it would walk all rows of that organisation.
store::Rows rows_of(const OrganisationId& organisation, std::span<const std::int64_t> sequences) {
  store::Rows rows({{"whose", store::ColumnType::text}, {"which", store::ColumnType::integer}});
  rows.reserve(sequences.size());
  for (const auto sequence : sequences) rows.add(organisation).add(sequence);
  return rows;
}

/// The dead whose decode job nobody can redrive any more: somebody discarded it.
void discard(store::Session& session, Timestamp received_before, std::size_t limit) {
  store::execute(session,
                 "UPDATE inbound_events SET state = 'discarded' WHERE sequence IN (SELECT"
                 " i.sequence FROM inbound_events AS i WHERE i.body IS NOT NULL AND i.state ="
                 " 'dead' AND i.received_at < :before AND NOT EXISTS (SELECT 1 FROM jobs AS j WHERE"
                 " j.organisation_id = i.organisation_id AND j.kind = :kind AND j.job_key = :prefix"
                 " || CAST(i.sequence AS TEXT) AND j.state IN ('open', 'waiting', 'dead'))"
                 " ORDER BY i.sequence LIMIT :most)",
                 {{"before", received_before},
                  {"kind", decode_kind},
                  {"prefix", std::string(name_prefix)},
                  {"most", limit}});
}

}  // namespace

std::string inbound_name(std::int64_t sequence) {
  return std::string(name_prefix) + std::to_string(sequence);
}

Result<std::int64_t> inbound_sequence(const std::string& name) {
  const std::string_view text(name);
  std::int64_t sequence = 0;
  if (text.starts_with(name_prefix)) {
    const auto* end = text.data() + text.size();
    const auto [at, failed] = std::from_chars(text.data() + name_prefix.size(), end, sequence);
    if (failed == std::errc{} && at == end && sequence > 0) return sequence;
  }
  return not_found("there is no webhook of this name; names look like inb_17");
}

std::optional<InboundBody> find_inbound_body(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& name) {
  const auto sequence = inbound_sequence(name);
  if (!sequence) return std::nullopt;
  std::optional<InboundBody> found;
  store::query(session,
               "SELECT partner, event_type, content_type, body, body_encoding FROM inbound_events"
               " WHERE sequence = :sequence AND organisation_id = :organisation"
               " AND body IS NOT NULL",
               {{"sequence", *sequence}, {"organisation", organisation}},
               [&](std::string partner, std::string type, std::string content_type,
                   std::string body, std::string encoding) {
                 found = InboundBody{std::move(partner), std::move(type), std::move(content_type),
                                     to_bytes(std::move(body), encoding).value()};
               });
  return found;
}

std::vector<InboundView> list_inbound(store::Session& session, const InboundFilter& filter,
                                      std::int64_t before, std::size_t limit) {
  return read_views(session,
                    "WHERE organisation_id = :organisation AND sequence < :before"
                    " AND (:partner = '' OR partner = :partner) AND (:state = '' OR state = :state)"
                    " AND (:type = '' OR event_type = :type) ORDER BY sequence DESC LIMIT :most",
                    {{"organisation", filter.organisation},
                     {"before", before == 0 ? INT64_MAX : before},
                     {"partner", filter.partner},
                     {"state", filter.state},
                     {"type", filter.type},
                     {"most", limit}});
}

std::optional<InboundView> find_inbound(store::Session& session, const OrganisationId& organisation,
                                        std::int64_t sequence) {
  auto views = read_views(session, "WHERE sequence = :sequence AND organisation_id = :organisation",
                          {{"sequence", sequence}, {"organisation", organisation}});
  if (views.empty()) return std::nullopt;
  return std::move(views.front());
}

std::vector<Undecoded> load_undecoded(store::Session& session, const OrganisationId& organisation,
                                      std::span<const std::int64_t> sequences) {
  std::vector<Undecoded> found;
  store::query(
      session,
      "SELECT i.sequence, i.partner, i.dedup_key, i.event_type, i.body, i.body_encoding,"
      " i.received_at FROM {rows} AS r CROSS JOIN inbound_events AS i WHERE i.sequence = r.which"
      " AND i.organisation_id = r.whose AND i.state IN ('received', 'dead')"
      " AND i.body IS NOT NULL ORDER BY i.sequence",
      rows_of(organisation, sequences), {},
      [&](std::int64_t sequence, std::string partner, std::string dedup, std::string type,
          std::string body, std::string encoding, Timestamp at) {
        found.push_back({sequence, std::move(partner), std::move(dedup), std::move(type),
                         to_bytes(std::move(body), encoding).value(), at});
      });
  return found;
}

std::vector<std::int64_t> end_inbound(store::Session& session, const OrganisationId& organisation,
                                      std::span<const std::int64_t> sequences,
                                      const std::string& state, const std::string& reason,
                                      Timestamp now) {
  std::vector<std::int64_t> moved;
  store::query(session,
               "UPDATE inbound_events SET state = :state, reason = :reason, ended_at = :now"
               " FROM {rows} AS r WHERE sequence = r.which AND organisation_id = r.whose"
               " AND state IN ('received', 'dead') RETURNING sequence",
               rows_of(organisation, sequences),
               {{"state", state}, {"reason", reason}, {"now", now}},
               [&](std::int64_t sequence) { moved.push_back(sequence); });
  return moved;
}

void reopen_inbound(store::Session& session, const OrganisationId& organisation,
                    std::int64_t sequence) {
  store::execute(session,
                 "UPDATE inbound_events SET state = 'received', ended_at = NULL WHERE sequence ="
                 " :sequence AND organisation_id = :organisation",
                 {{"sequence", sequence}, {"organisation", organisation}});
}

std::int64_t purge_inbound(store::Session& session, Timestamp bodies_before, Timestamp rows_before,
                           std::size_t limit) {
  discard(session, bodies_before, limit);
  const auto rows = store::execute(
      session,
      "DELETE FROM inbound_events WHERE sequence IN (SELECT sequence FROM inbound_events WHERE"
      " state IN ('decoded', 'ignored', 'discarded') AND received_at < :before ORDER BY sequence "
      "LIMIT :most)",
      {{"before", std::min(rows_before, bodies_before)}, {"most", limit}});
  const auto bodies = store::execute(
      session,
      "UPDATE inbound_events SET body = NULL WHERE sequence IN (SELECT sequence FROM"
      " inbound_events WHERE body IS NOT NULL AND state IN ('decoded', 'ignored', 'discarded')"
      " AND received_at < :before ORDER BY sequence LIMIT :most)",
      {{"before", bodies_before}, {"most", limit}});
  return std::max(rows, bodies);
}

}  // namespace patchbay::webhooks
