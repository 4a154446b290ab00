#pragma once
// A word of a declaration that must be one of a few.

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "adapters/strict_object.h"

namespace patchbay::adapters {

template <class T, std::size_t N>
using Choices = std::array<std::pair<const char*, T>, N>;

/// "type "oauth" is not known; …" with the nearest of `known`, or all of them.
std::string not_one_of(const std::string& what, const std::string& name,
                       const std::vector<std::string>& known);

/// The value of `name` in the table; another name fails the object and gives the first value.
template <class T, std::size_t N>
T choose(StrictObject& object, const std::string& what, const std::string& name,
         const Choices<T, N>& table) {
  std::vector<std::string> known;
  for (const auto& [text, value] : table) {
    if (name == text) return value;
    known.emplace_back(text);
  }
  object.fail(not_one_of(what, name, known));
  return table[0].second;
}

/// The name of a value of the table.
template <class T, std::size_t N>
const char* name_in(const Choices<T, N>& table, T value) {
  for (const auto& [name, each] : table)
    if (each == value) return name;
  return table[0].first;
}

}  // namespace patchbay::adapters
