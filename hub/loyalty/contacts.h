#pragma once
// How a customer is called and reached: personal data, optional, sealed in the store and found by
// keyed blind index (docs/vault.md).

#include <optional>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// Empty texts: not given. Each as it was given, at most 200 bytes.
struct Contact {
  std::string name;
  std::string phone;
  std::string email;
};

/// Replaces a customer's contact; an empty one goes. What changed by it is an event
/// (customer.updated). Throws ErrorException (corrupt) where the one before cannot be opened.
/// Errors: not_found: no such customer; invalid, naming the field: an e-mail without "@", a phone
/// with less than 5 or more than 15 digits (E.164) or with other characters than digits, blanks and
/// "+-.()".
Result<void> put_contact(store::Session& session, const OrganisationId& organisation,
                         const std::string& customer, const Contact& contact,
                         const crypto::KeyRing& keys, Timestamp now);

/// Opened; nothing when none was put. Throws ErrorException (corrupt).
std::optional<Contact> find_contact(store::Session& session, const OrganisationId& organisation,
                                    const std::string& customer, const crypto::KeyRing& keys);

enum class ContactField { phone, email };

/// Ids of the customers with this phone or e-mail, in order, at most `limit`. Phones are compared
/// by their digits alone, without "00" in front, so "+61 400 000 123" is "0061400000123" and
/// another than the national "0400 000 123"; e-mails without regard to case. Errors: unavailable:
/// this process lacks a key (access::index_candidates).
Result<std::vector<std::string>> find_by_contact(store::Session& session,
                                                 const OrganisationId& organisation,
                                                 ContactField field, const std::string& text,
                                                 const crypto::KeyRing& keys, std::size_t limit);

/// What is indexed of a phone and of an e-mail.
std::string phone_form(std::string_view phone);
std::string email_form(std::string_view email);

}  // namespace patchbay::loyalty
