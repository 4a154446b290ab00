#pragma once
// Linking a customer to a partner, and taking it back: with consent, events and audit (R-024,
// C-31).

#include <functional>
#include <string>
#include <variant>

#include "adapters/caller.h"
#include "hub/access/consents.h"
#include "hub/base/random.h"
#include "hub/loyalty/links.h"
#include "hub/oauth/tokens.h"
#include "hub/policy/policy_book.h"

namespace patchbay::loyalty {

/// All outlive the work.
struct LinkParts {
  store::Store& store;
  adapters::Caller& caller;
  const adapters::Registry& registry;
  const crypto::KeyRing& keys;
  const Clock& clock;
  Random& random;
  std::function<void()> after_commit = {};  ///< there are new events; may be empty
  policy::PolicyBook* policies = nullptr;   ///< whose limits on links are asked; null: none are
};

struct LinkWish {
  access::ConsentKey who;
  std::string account;
  Secret code;               ///< used for the call, never kept; empty: none was given
  std::string actor;         ///< for the audit
  std::string address = {};  ///< of the client, for the audit
};

struct LinkRefusal {
  Error error;
  std::optional<Duration> retry_after = {};  ///< too many wrong codes: until then
};
using Linked = std::variant<Verification, LinkRefusal>;

/// Asks the partner whether account and code belong together, where it can be asked (capability
/// verify_account, else get_account), and stores the link with the consent for rewards, the events
/// "account.linked" and "consent.granted" and an audit row. Rewards that wait for the link go on.
/// Linking the same account again is fine. Refusals: not_found (no such partner), refused (account
/// or code is wrong, without saying which; too many wrong ones; a limit of the programme denies
/// it), conflict (staff have to look at it first), unavailable (the partner or the rules cannot be
/// asked now).
Async<Linked> link_account(LinkParts parts, LinkWish wish);

/// Who does what to whom, in a change of the store.
struct LinkChange {
  store::Session& session;
  const crypto::KeyRing& keys;
  const Clock& clock;
  Random& random;
  std::string address = {};  ///< of the client, for the audit
};

/// The customer consented at the partner (OAuth2): link, consent, events and audit, in the caller's
/// transaction, which stores the tokens. An account number that is known stays.
void link_by_consent(const LinkChange& change, const access::ConsentKey& who,
                     const std::string& actor);

/// The operator's word for an account, unverified, in the caller's transaction: what link_account()
/// stores.
void link_by_operator(const LinkChange& change, const access::ConsentKey& who,
                      const std::string& account, const std::string& actor);

/// A consent given to an operator, in the caller's transaction, with event and audit. Returns false
/// when it stood already.
bool give_consent(const LinkChange& change, const access::ConsentKey& who, access::Purpose purpose,
                  const std::string& actor);

struct Withdrawal {
  access::ConsentKey who;
  std::optional<access::Purpose> purpose;  ///< none: all
  std::string actor;
  std::string reason;  ///< in the actor's words; may be empty
};
struct Withdrawn {
  std::vector<access::Purpose> purposes;  ///< the consents that stood
  bool had_link = false;
  bool had_tokens = false;
  bool anything() const { return !purposes.empty() || had_link || had_tokens; }
};
/// In the caller's transaction: closes the consents; with the one for rewards the link and the
/// tokens go too (at the partner by a durable job). From the commit on no webhook about the
/// customer goes to the partner, and rewards that need the link wait. Events "consent.revoked".
Withdrawn withdraw_consent(const LinkChange& change, const Withdrawal& withdrawal);

/// The same at every partner: the customer goes. Returns at how many there was anything.
std::int64_t withdraw_everything(const LinkChange& change, const OrganisationId& organisation,
                                 const std::string& customer, const std::string& actor,
                                 const std::string& reason);

}  // namespace patchbay::loyalty
