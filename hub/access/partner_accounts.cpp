#include "hub/access/partner_accounts.h"

namespace patchbay::access {
namespace {

constexpr std::size_t id_bytes_max = 100;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string partner_id_of(std::string_view name) {
  std::string id;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (is_word(c))
      id += c;
    else if (!id.empty() && id.back() != '_')
      id += '_';
    if (id.size() >= id_bytes_max) break;
  }
  while (id.ends_with('_')) id.pop_back();
  return id;
}

}  // namespace patchbay::access
