#include "hub/base/mask.h"

#include <cctype>

#include "hub/base/text.h"

namespace patchbay {
namespace {

constexpr std::string_view hidden = "***";
constexpr std::string_view hidden_number = "****";
constexpr std::size_t shown_bytes = 4;
constexpr std::size_t words_max = 3;

bool is_beyond_ascii(char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }
bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The first character, whole (UTF-8), and stars.
std::string first_and_stars(std::string_view word) {
  return std::string(word.substr(0, character_bytes(word))).append(hidden);
}

}  // namespace

std::string mask_number(std::string_view number) {
  std::string plain;
  for (const char c : number)
    if (std::isalnum(static_cast<unsigned char>(c)) || is_beyond_ascii(c)) plain += c;
  if (plain.size() < 2 * shown_bytes) return std::string(hidden_number);
  std::size_t at = plain.size() - shown_bytes;
  while (at < plain.size() && continues_a_character(plain[at])) ++at;
  return std::string(hidden_number) + plain.substr(at);
}

std::string mask_email(std::string_view email) {
  const auto at = email.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::string(hidden);
  const auto domain = email.substr(at + 1);
  const auto dot = domain.rfind('.');
  const auto end = dot == std::string_view::npos ? std::string_view() : domain.substr(dot);
  return first_and_stars(email.substr(0, at)) + "@" + first_and_stars(domain) + std::string(end);
}

std::string mask_name(std::string_view name) {
  std::string masked;
  std::size_t words = 0;
  for (const auto word : split(name, ' ')) {
    if (trim(word).empty() || words == words_max) continue;
    if (words++ > 0) masked += ' ';
    masked += first_and_stars(trim(word));
  }
  return masked;
}

}  // namespace patchbay
