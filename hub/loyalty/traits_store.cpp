#include <algorithm>

#include "hub/base/text.h"
#include "hub/loyalty/traits.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;

constexpr std::size_t name_bytes_max = 60;

bool is_name(const std::string& text) {
  return !text.empty() && text.size() <= name_bytes_max && text != "link" &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

}  // namespace

std::map<std::string, std::vector<std::string>> traits_of(store::Session& session,
                                                          const OrganisationId& organisation,
                                                          std::span<const std::string> customers) {
  std::map<std::string, std::vector<std::string>> found;
  store::Rows rows({{"id", ColumnType::text}});
  for (const auto& customer : customers) rows.add(customer);
  store::query(session,
               "SELECT t.customer_id, t.trait FROM {rows} AS r CROSS JOIN customer_traits AS t"
               " WHERE t.organisation_id = :organisation AND t.customer_id = r.id"
               " ORDER BY t.customer_id, t.trait",
               rows, {{"organisation", organisation}},
               [&](std::string customer, std::string trait) {
                 found[std::move(customer)].push_back(std::move(trait));
               });
  return found;
}

Result<void> put_traits(store::Session& session, const OrganisationId& organisation,
                        const std::string& customer, std::span<const std::string> traits,
                        Timestamp now) {
  if (traits.size() > traits_max)
    return invalid("\"traits\": at most " + std::to_string(traits_max) + " of a customer");
  store::Rows rows({{"trait", ColumnType::text}});
  for (const auto& trait : traits) {
    if (!is_name(trait))
      return invalid("\"traits\": \"" + clean_text(trait, name_bytes_max) +
                     "\" must be 1 to 60 of a-z, 0-9, '_' and '-', and not \"link\"");
    rows.add(trait);
  }
  store::execute(session,
                 "DELETE FROM customer_traits WHERE organisation_id = :organisation"
                 " AND customer_id = :customer",
                 {{"organisation", organisation}, {"customer", customer}});
  store::execute(session,
                 "INSERT INTO customer_traits (organisation_id, customer_id, trait, created_at)"
                 " SELECT :organisation, :customer, trait, CAST(:now AS BIGINT) FROM {rows} AS r"
                 " WHERE true ON CONFLICT DO NOTHING",
                 rows, {{"organisation", organisation}, {"customer", customer}, {"now", now}});
  return {};
}

}  // namespace patchbay::loyalty
