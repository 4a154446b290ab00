#pragma once
// A settings field is declared once; validation, masking, help and docs derive from it.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay {

enum class FieldType { text, integer, boolean, url, path };

/// One declared setting. `name` is dotted for configuration files ("http.listen"), plain for plugs.
struct Field {
  std::string name;
  FieldType type = FieldType::text;
  /// The value when nobody gives one; none means the field must be given.
  std::optional<std::string> default_value;
  std::string help;                  ///< one sentence for a person, with the unit
  std::int64_t minimum = 0;          ///< integers: smallest allowed
  std::int64_t maximum = INT64_MAX;  ///< integers: largest allowed
  bool secret = false;               ///< never printed, never in the file itself
  std::int64_t length_min = 0;       ///< bytes, of all but integers and booleans
  std::int64_t length_max = INT64_MAX;
  std::vector<std::string> one_of = {};  ///< the only values there are; empty: any
};

/// Values of declared fields, in text form, already checked.
class FieldValues {
 public:
  /// Checks `given` against `fields` and fills defaults.
  /// Errors: invalid: an unknown name (with the nearest known one), a bad value, a missing field.
  static Result<FieldValues> check(std::span<const Field> fields,
                                   const std::map<std::string, std::string>& given);

  /// Reads a declared field. Asking for an undeclared one throws std::out_of_range: a defect.
  const std::string& text(const std::string& name) const { return values_.at(name); }
  std::int64_t integer(const std::string& name) const { return std::stoll(values_.at(name)); }
  bool boolean(const std::string& name) const { return values_.at(name) == "true"; }
  const std::map<std::string, std::string>& all() const { return values_; }

 private:
  std::map<std::string, std::string> values_;
};

/// Why `value` does not fit `field`, or success. The message names the field and what is wanted,
/// and never quotes a secret field's value.
Result<void> check_value(const Field& field, const std::string& value);

/// "unknown setting \"prot\"; did you mean \"port\"?"
Error unknown_field(const std::string& name, std::span<const Field> fields);

}  // namespace patchbay
