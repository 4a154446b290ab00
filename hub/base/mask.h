#pragma once
// Personal data as it may be shown: enough for its owner to know it again, no more.

#include <string>
#include <string_view>

namespace patchbay {

/// "****0123" of a number of any kind (phone, account, card): its last four digits or letters
/// (C-18), when there are at least eight; of a shorter one "****".
std::string mask_number(std::string_view number);
/// "j***@e***.com" of an address; "***" of a text that is none.
std::string mask_email(std::string_view email);
/// "J*** D***": the first letter of each word, of at most three words.
std::string mask_name(std::string_view name);

}  // namespace patchbay
