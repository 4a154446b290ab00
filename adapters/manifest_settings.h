#pragma once
// A manifest's "settings", and the defaults that differ between a partner's environments.

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/strict_object.h"
#include "hub/base/field.h"
#include "hub/base/result.h"

namespace patchbay::adapters {

/// Where a partner is called: each environment has settings and secrets of its own.
inline constexpr const char* sandbox_environment = "sandbox";
inline constexpr const char* production_environment = "production";
bool is_environment(std::string_view name);

/// Whether a setting of that name would be read as one of an environment: "sandbox_zone" is how a
/// variable names the sandbox's "zone".
bool names_an_environment(std::string_view setting);

/// Lower-case letters, digits and '_', a letter first, at most 64.
bool is_identifier(const std::string& text);

/// Reads {"name", "type", "default", "help", "minimum", "maximum", "min_length", "max_length",
/// "one_of": [], "secret"}. A secret is a text without default and limits.
/// Errors: invalid: unknown key, wrong type, a default that does not fit.
Result<Field> read_setting(const boost::json::value& json, std::size_t index);

using EnvironmentDefaults = std::map<std::string, std::map<std::string, std::string>>;
/// Reads {"sandbox": {setting: value}, "production": {…}}, each a declared setting that fits.
/// Errors: invalid, naming environment and setting.
Result<EnvironmentDefaults> read_environments(const boost::json::value& json,
                                              const std::vector<Field>& settings);

}  // namespace patchbay::adapters
