#pragma once
// Rule files of the words `tier` and `limit`, in which `when` may be a function.

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "adapters/lua/rule_file.h"

namespace patchbay::adapters::lua {

inline Result<std::shared_ptr<const RuleFile>> load_rules(const std::string& text,
                                                          const Limits& limits = {}) {
  return load_rule_file("guide/rules.lua", text, {"tier", "limit"}, {"when"}, limits);
}

/// Why a file does not load.
inline std::string load_error(const std::string& text) {
  const auto file = load_rules(text);
  return file ? "no error" : file.error().message;
}

/// What `tier { x = … }` comes to, written as JSON; or the error.
inline std::string value_of(const std::string& expression) {
  const auto file = load_rules("tier { x = " + expression + " }");
  if (!file) return file.error().message;
  return boost::json::serialize((*file)->declarations()[0].value.at("x"));
}

inline void expect_has(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text << "\nlacks " << part;
}

}  // namespace patchbay::adapters::lua
