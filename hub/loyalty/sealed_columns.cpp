#include "hub/loyalty/sealed_columns.h"

#include "hub/loyalty/contacts.h"

namespace patchbay::loyalty {

std::vector<store::SealedColumn> sealed_columns() {
  const std::vector<store::KeyColumn> contact{{"organisation_id"}, {"customer_id"}};
  return {
      {"customer_links",
       {{"organisation_id"}, {"customer_id"}, {"partner"}},
       "account_sealed",
       "account_index"},
      {"rewards", {{"organisation_id"}, {"id"}}, "code_sealed"},
      {"customer_contacts", contact, "name_sealed"},
      {"customer_contacts", contact, "phone_sealed", "phone_index", phone_form},
      {"customer_contacts", contact, "email_sealed", "email_index", email_form},
  };
}

}  // namespace patchbay::loyalty
