#pragma once
// Rows of personal tables, read and changed as their lists say. Private to the room.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "hub/app/person.h"
#include "hub/app/personal_tables.h"
#include "hub/store/sealed_column.h"

namespace patchbay::app {

/// Which customer.
struct Person {
  const OrganisationId& organisation;
  const std::string& customer;
};

/// Calls `row` with each of the person's rows in a table, sealed columns opened: under their names
/// without "sealed". Times are RFC 3339, NULL is null.
void read_personal(store::Session& session, const PersonalTable& table, const Person& person,
                   const crypto::KeyRing& keys,
                   const std::function<void(boost::json::object)>& row);

/// The opened texts of the person's sealed columns in rows that an erasure removes, in the forms in
/// which other texts may repeat them: as they are, as JSON has them, percent-encoded, digits only.
std::set<std::string> personal_texts(store::Session& session, const Person& person,
                                     const crypto::KeyRing& keys);

/// Whether the table has a row of theirs.
bool has_rows(store::Session& session, const PersonalTable& table, const Person& person);

/// Each returns how many rows it changed.
std::int64_t remove_rows(store::Session& session, const PersonalTable& table, const Person& person);
std::int64_t clear_column(store::Session& session, const PersonalTable& table,
                          const std::string& column, const Person& person);
std::int64_t redact_column(store::Session& session, const PersonalTable& table,
                           const std::string& column, const std::string& text,
                           const Person& person);

/// Id and state of the customer's rewards that are not at an end.
std::vector<std::pair<std::string, std::string>> open_rewards(store::Session& session,
                                                              const Person& person);

}  // namespace patchbay::app
