#pragma once
// What a sealed value is bound to.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace patchbay::crypto {

/// The associated data of a value in the store: "<table>/<each value of its primary key, in
/// order>/<column>", the names as the schema has them. "/" and "%" in a key are escaped as "%2F"
/// and "%25", so that no two rows share a context. Re-sealing builds the same text from the row
/// (hub/store/sealed_column.h).
std::string sealed_context(std::string_view table, std::span<const std::string> key,
                           std::string_view column);
inline std::string sealed_context(std::string_view table, std::initializer_list<std::string> key,
                                  std::string_view column) {
  return sealed_context(table, std::span(key.begin(), key.size()), column);
}

}  // namespace patchbay::crypto
