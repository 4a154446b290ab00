#include "adapters/lua/byte_forms.h"

#include <algorithm>

#include "adapters/choice.h"
#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/jwt.h"

namespace patchbay::adapters::lua {
namespace {

constexpr Choices<ByteForm, 4> forms{{{"raw", ByteForm::raw},
                                      {"hex", ByteForm::hex},
                                      {"base64", ByteForm::base64},
                                      {"base64url", ByteForm::base64url}}};

/// Padded anew: partners leave it out, or wrap their lines.
std::string padded(std::string_view text) {
  std::string plain(text);
  std::erase_if(plain, [](char c) { return c == '\n' || c == '\r'; });
  while (plain.ends_with('=')) plain.pop_back();
  plain.append((4 - plain.size() % 4) % 4, '=');
  return plain;
}

std::string_view unpadded(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<ByteForm> parse_byte_form(std::string_view name) {
  for (const auto& [known, form] : forms)
    if (name == known) return form;
  std::vector<std::string> names;
  for (const auto& [known, form] : forms) names.emplace_back(known);
  return invalid(not_one_of("the form", clean_text(name, 40), names));
}

std::string write_bytes(std::string_view bytes, ByteForm form) {
  const auto octets = crypto::bytes_of(bytes);
  switch (form) {
    case ByteForm::raw: return std::string(bytes);
    case ByteForm::hex: return crypto::to_hex(octets);
    case ByteForm::base64: return crypto::to_base64(octets);
    case ByteForm::base64url: return crypto::to_base64url(octets);
  }
  return {};
}

Result<std::string> read_bytes(std::string_view text, ByteForm form) {
  switch (form) {
    case ByteForm::raw: return std::string(text);
    case ByteForm::hex: return crypto::from_hex(text);
    case ByteForm::base64: return crypto::from_base64(padded(text));
    case ByteForm::base64url: return crypto::from_base64url(unpadded(text));
  }
  return std::string();
}

}  // namespace patchbay::adapters::lua
