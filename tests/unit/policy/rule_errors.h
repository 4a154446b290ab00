#pragma once
// What the loader says of a small programme with something added, changed or taken away.

#include <gtest/gtest.h>

#include "hub/policy/policy.h"
#include "tests/unit/policy/declare.h"

namespace patchbay::policy::test {

using Declarations = std::vector<adapters::lua::Declaration>;

inline std::string error_of(const Declarations& declarations) {
  const auto policy = Policy::from_declarations(declarations);
  return policy ? "no error" : policy.error().message;
}

inline std::string error_with(const std::string& name, const std::string& json) {
  auto declarations = small_programme();
  declarations.push_back(declare(name, json, 99));
  return error_of(declarations);
}

inline std::string error_without(const std::string& name) {
  auto declarations = small_programme();
  std::erase_if(declarations, [&](const auto& d) { return d.name == name; });
  return error_of(declarations);
}

inline void expect_says(const std::string& error, const std::string& part) {
  EXPECT_NE(error.find(part), std::string::npos) << error;
}

}  // namespace patchbay::policy::test
