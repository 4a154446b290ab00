#include <map>

#include "hub/base/mask.h"
#include "hub/crypto/sealed_context.h"
#include "hub/loyalty/links.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;

std::string account_context(const OrganisationId& organisation, const std::string& customer,
                            const std::string& partner) {
  return crypto::sealed_context("customer_links", {organisation, customer, partner},
                                "account_sealed");
}

}  // namespace

const char* name_of(Verification verification) {
  constexpr const char* names[] = {"verified", "account_exists", "unverified"};
  return names[static_cast<std::size_t>(verification)];
}

std::string mask_account(std::string_view account) {
  if (account == account_by_token) return std::string(account);
  return mask_number(account);
}

void link_accounts(store::Session& session, const OrganisationId& organisation,
                   std::span<const Link> links, const crypto::KeyRing& keys, Timestamp now) {
  std::map<std::pair<std::string_view, std::string_view>, const Link*> last;
  for (const Link& link : links) last[{link.customer, link.partner}] = &link;
  store::Rows rows({{"customer", ColumnType::text},
                    {"partner", ColumnType::text},
                    {"sealed", ColumnType::text},
                    {"hash", ColumnType::text},
                    {"how", ColumnType::text},
                    {"verification", ColumnType::text}});
  rows.reserve(last.size());
  for (const auto& [key, link] : last)
    rows.add(link->customer)
        .add(link->partner)
        .add(keys.seal(link->account, account_context(organisation, link->customer, link->partner)))
        .add(keys.blind_index(link->account))
        .add(link->how)
        .add(name_of(link->verification));
  store::execute(session,
                 "INSERT INTO customer_links (organisation_id, customer_id, partner,"
                 " account_sealed, account_index, how, verification, updated_at)"
                 " SELECT :organisation, customer, partner, sealed, hash, how, verification, :now"
                 " FROM {rows} AS r"
                 " WHERE true ON CONFLICT (organisation_id, customer_id, partner) DO UPDATE SET"
                 " account_sealed = excluded.account_sealed,"
                 " account_index = excluded.account_index, how = excluded.how,"
                 " verification = excluded.verification, updated_at = excluded.updated_at",
                 rows, {{"organisation", organisation}, {"now", now}});
}

bool remove_link(store::Session& session, const OrganisationId& organisation,
                 const std::string& customer, const std::string& partner) {
  return store::execute(
             session,
             "DELETE FROM customer_links WHERE organisation_id = :organisation AND "
             "customer_id = :customer AND partner = :partner",
             {{"organisation", organisation}, {"customer", customer}, {"partner", partner}}) > 0;
}

std::optional<std::string> linked_account(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& customer, const std::string& partner,
                                          const crypto::KeyRing& keys) {
  const auto sealed = store::query_value<std::string>(
      session,
      "SELECT account_sealed FROM customer_links WHERE organisation_id = :organisation"
      " AND customer_id = :customer AND partner = :partner",
      {{"organisation", organisation}, {"customer", customer}, {"partner", partner}});
  if (!sealed) return std::nullopt;
  const Secret account =
      keys.open(*sealed, account_context(organisation, customer, partner)).value();
  return std::string(account.reveal());
}

std::vector<LinkView> list_links(store::Session& session, const OrganisationId& organisation,
                                 const std::string& customer, const crypto::KeyRing& keys) {
  std::vector<LinkView> links;
  const auto add = [&](std::string partner, std::string sealed, std::string how,
                       std::string verification, Timestamp at) {
    const auto context = account_context(organisation, customer, partner);
    const Secret account = keys.open(sealed, context).value();
    links.push_back({std::move(partner), mask_account(account.reveal()), std::move(how),
                     std::move(verification), at});
  };
  store::query(session,
               "SELECT partner, account_sealed, how, verification, updated_at FROM customer_links"
               " WHERE organisation_id = :organisation AND customer_id = :customer"
               " ORDER BY partner",
               {{"organisation", organisation}, {"customer", customer}}, add);
  return links;
}

}  // namespace patchbay::loyalty
