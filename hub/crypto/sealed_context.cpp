#include "hub/crypto/sealed_context.h"

namespace patchbay::crypto {

std::string sealed_context(std::string_view table, std::span<const std::string> key,
                           std::string_view column) {
  std::string context(table);
  for (const auto& value : key) {
    context += '/';
    for (const char c : value) {
      if (c == '/')
        context += "%2F";
      else if (c == '%')
        context += "%25";
      else
        context += c;
    }
  }
  return context.append("/").append(column);
}

}  // namespace patchbay::crypto
