#include "hub/base/text.h"
#include "hub/loyalty/contacts.h"

namespace patchbay::loyalty {

std::string phone_form(std::string_view phone) {
  std::string digits;
  for (const char c : phone)
    if (c >= '0' && c <= '9') digits += c;
  return digits.starts_with("00") ? digits.substr(2) : digits;
}

std::string email_form(std::string_view email) { return to_lower(trim(email)); }

}  // namespace patchbay::loyalty
