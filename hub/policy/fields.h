#pragma once
// Reads the fields of one declaration strictly. Private to hub/policy.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/lua/script.h"
#include "hub/base/money.h"
#include "hub/base/result.h"

namespace patchbay::policy {

/// The table of a declaration. Getters give a neutral value for a field that is missing or wrong;
/// the first thing that was wrong, with file and line, is in error(). Read all fields, then ask.
class Fields {
 public:
  /// `known` are all fields that the declaration may have; any other is an error that names the
  /// nearest. Borrows the declaration.
  Fields(const adapters::lua::Declaration& declaration, std::vector<std::string> known);

  /// A text of 1 to 100 characters.
  std::string text(std::string_view name);
  /// A text that stays the same for ever: lower-case letters, digits and '_'.
  std::string id(std::string_view name);
  /// Not below `minimum`.
  std::int64_t integer(std::string_view name, std::int64_t minimum);
  /// More than nothing: AUD(20).
  Money money(std::string_view name);
  /// At least one text, none twice.
  std::vector<std::string> ids(std::string_view name);
  /// true or false; false when it is missing.
  bool flag(std::string_view name);

  const std::optional<Error>& error() const { return error_; }
  const std::string& where() const { return declaration_.where; }
  /// Notes an error of the field's meaning, unless there is one already.
  void refuse(const std::string& what);

 private:
  const boost::json::value* find(std::string_view name, const std::string& wanted);

  const adapters::lua::Declaration& declaration_;
  boost::json::object table_;
  std::optional<Error> error_;
};

}  // namespace patchbay::policy
