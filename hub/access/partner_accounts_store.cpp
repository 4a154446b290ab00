#include "hub/access/partner_accounts.h"
#include "hub/crypto/sealed_context.h"
#include "hub/store/query.h"

namespace patchbay::access {

Result<void> put_partner_account(store::Session& session, const PartnerAccount& account,
                                 const crypto::KeyRing& keys) {
  const std::string sealed =
      keys.seal(account.contact,
                crypto::sealed_context("partner_accounts", {account.organisation, account.id},
                                       "sealed_contact"));
  const auto put = store::execute(
      session,
      "INSERT INTO partner_accounts (organisation_id, id, name, type, sealed_contact, created_at) "
      "VALUES (:organisation, :id, :name, :type, :sealed, :now) "
      "ON CONFLICT (organisation_id, id) DO UPDATE SET type = excluded.type, "
      "sealed_contact = excluded.sealed_contact WHERE partner_accounts.name = excluded.name",
      {{"organisation", account.organisation},
       {"id", account.id},
       {"name", account.name},
       {"type", account.type},
       {"sealed", sealed},
       {"now", account.created_at}});
  if (put == 0)
    return conflict("a partner with another name has the id \"" + account.id +
                    "\"; give this one a name that differs in its letters or digits");
  return {};
}

}  // namespace patchbay::access
