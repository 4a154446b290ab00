#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/vault.h"
#include "hub/base/id.h"
#include "hub/crypto/sealed_context.h"
#include "hub/crypto/system_random.h"
#include "hub/events/outbox.h"
#include "hub/loyalty/contacts.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

constexpr std::size_t phone_digits_min = 5;
constexpr std::size_t phone_digits_max = 15;  // E.164

Result<void> check(const Contact& contact) {
  if (!contact.phone.empty()) {
    const auto digits = phone_form(contact.phone).size();
    if (contact.phone.find_first_not_of("0123456789 +-.()") != std::string::npos ||
        digits < phone_digits_min || digits > phone_digits_max)
      return invalid("phone: it is 5 to 15 digits, with blanks and \"+-.()\" as one likes");
  }
  const auto at = contact.email.find('@');
  if (!contact.email.empty() &&
      (at == std::string::npos || at == 0 || at + 1 == contact.email.size() ||
       contact.email.find(' ') != std::string::npos))
    return invalid("email: it is an address such as jane@example.com");
  return {};
}

std::string context(const OrganisationId& organisation, const std::string& customer,
                    const char* column) {
  return crypto::sealed_context("customer_contacts", {organisation, customer}, column);
}

/// What changed, never what it says: the event customer.updated. Nothing when nothing did.
void tell_changes(store::Session& session, const OrganisationId& organisation,
                  const std::string& customer, const Contact& before, const Contact& after,
                  Timestamp now) {
  boost::json::array fields;
  if (before.name != after.name) fields.emplace_back("name");
  if (before.phone != after.phone) fields.emplace_back("phone");
  if (before.email != after.email) fields.emplace_back("email");
  if (fields.empty()) return;
  const boost::json::object data{{"customer", customer}, {"fields", std::move(fields)}};
  const std::string id = new_id("evt", ManualClock(now), crypto::system_random());
  const events::NewEvent event{id, "customer.updated", customer, boost::json::serialize(data),
                               "customer.updated/" + id};
  events::append(session, organisation, {&event, 1}, now);
}

}  // namespace

Result<void> put_contact(store::Session& session, const OrganisationId& organisation,
                         const std::string& customer, const Contact& contact,
                         const crypto::KeyRing& keys, Timestamp now) {
  if (auto checked = check(contact); !checked) return checked;
  const auto known = store::query_value<std::int64_t>(
      session,
      "SELECT COUNT(*) FROM customers WHERE organisation_id = :organisation AND id = :customer",
      {{"organisation", organisation}, {"customer", customer}});
  if (known != 1) return not_found("there is no customer with this id");
  const auto before = find_contact(session, organisation, customer, keys);
  tell_changes(session, organisation, customer, before.value_or(Contact()), contact, now);
  if (contact.name.empty() && contact.phone.empty() && contact.email.empty()) {
    store::execute(session,
                   "DELETE FROM customer_contacts WHERE organisation_id = :organisation AND "
                   "customer_id = :customer",
                   {{"organisation", organisation}, {"customer", customer}});
    return {};
  }
  const auto seal = [&](const std::string& text, const char* column) -> std::optional<std::string> {
    if (text.empty()) return std::nullopt;
    return keys.seal(text, context(organisation, customer, column));
  };
  const auto index = [&](const std::string& form) -> std::optional<std::string> {
    if (form.empty()) return std::nullopt;
    return keys.blind_index(form);
  };
  const auto name = seal(contact.name, "name_sealed");
  const auto phone = seal(contact.phone, "phone_sealed");
  const auto email = seal(contact.email, "email_sealed");
  const auto phone_index = index(phone_form(contact.phone));
  const auto email_index = index(email_form(contact.email));
  store::execute(session,
                 "INSERT INTO customer_contacts (organisation_id, customer_id, name_sealed, "
                 "phone_sealed, phone_index, email_sealed, email_index, updated_at) VALUES "
                 "(:organisation, :customer, :name, :phone, :phone_index, :email, :email_index, "
                 ":now) ON CONFLICT (organisation_id, customer_id) DO UPDATE SET name_sealed = "
                 "excluded.name_sealed, phone_sealed = excluded.phone_sealed, phone_index = "
                 "excluded.phone_index, email_sealed = excluded.email_sealed, email_index = "
                 "excluded.email_index, updated_at = excluded.updated_at",
                 {{"organisation", organisation},
                  {"customer", customer},
                  {"name", name},
                  {"phone", phone},
                  {"phone_index", phone_index},
                  {"email", email},
                  {"email_index", email_index},
                  {"now", now}});
  return {};
}

std::optional<Contact> find_contact(store::Session& session, const OrganisationId& organisation,
                                    const std::string& customer, const crypto::KeyRing& keys) {
  std::optional<Contact> found;
  const auto open = [&](const std::optional<std::string>& sealed, const char* column) {
    if (!sealed) return std::string();
    const Secret plain = keys.open(*sealed, context(organisation, customer, column)).value();
    return std::string(plain.reveal());
  };
  store::query(session,
               "SELECT name_sealed, phone_sealed, email_sealed FROM customer_contacts WHERE "
               "organisation_id = :organisation AND customer_id = :customer",
               {{"organisation", organisation}, {"customer", customer}},
               [&](std::optional<std::string> name, std::optional<std::string> phone,
                   std::optional<std::string> email) {
                 found = Contact{open(name, "name_sealed"), open(phone, "phone_sealed"),
                                 open(email, "email_sealed")};
               });
  return found;
}

Result<std::vector<std::string>> find_by_contact(store::Session& session,
                                                 const OrganisationId& organisation,
                                                 ContactField field, const std::string& text,
                                                 const crypto::KeyRing& keys, std::size_t limit) {
  const bool by_phone = field == ContactField::phone;
  const auto form = by_phone ? phone_form(text) : email_form(text);
  std::vector<std::string> ids;
  if (form.empty()) return ids;
  const auto candidates = access::index_candidates(session, keys, form);
  if (!candidates) return candidates.error();
  store::Rows rows({{"hash", store::ColumnType::text}});
  for (const auto& hash : *candidates) rows.add(hash);
  const std::string column = by_phone ? "phone_index" : "email_index";
  store::query(session,
               "SELECT c.customer_id FROM {rows} AS r CROSS JOIN customer_contacts AS c WHERE "
               "c.organisation_id = :organisation AND c." +
                   column + " = r.hash ORDER BY c.customer_id LIMIT :most",
               rows, {{"organisation", organisation}, {"most", limit}},
               [&](std::string id) { ids.push_back(std::move(id)); });
  return ids;
}

}  // namespace patchbay::loyalty
