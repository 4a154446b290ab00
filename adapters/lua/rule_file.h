#pragma once
// A file of rules: tables that declare, some with functions in them. No lua.h here.

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/lua/limits.h"
#include "adapters/lua/script.h"
#include "hub/base/result.h"

namespace patchbay::adapters::lua {

/// Immutable and thread safe. A call runs the whole file anew in a pooled state, so that nothing
/// that one call leaves behind is seen by another: same arguments, same answer.
class RuleFile {
 public:
  virtual ~RuleFile() = default;
  /// In the order in which the file made them; a field that holds a function stands as
  /// {"function": "policies/fraud.lua:7"}.
  virtual const std::vector<Declaration>& declarations() const = 0;
  /// Whether a declaration has a function.
  virtual bool has_functions() const = 0;
  /// Calls the function in `field` of the declaration with that number. Errors: invalid: an error
  /// of the script or a broken limit, with file and line; unavailable: its CPU time ran out, which
  /// is a fault of the machine when the instructions did not (try again); not_found: no such
  /// function.
  virtual Result<boost::json::value> call(std::size_t declaration, const std::string& field,
                                          const boost::json::value& argument) const = 0;
};

/// Runs a text chunk as run_declarations does (script.h), without a clock, zones or files; `name`
/// stands in errors ("guide/tiers.lua"). Besides the money of every currency (which takes groups of
/// thousands here: NGN "5,000") it knows percent(5), percent "2.5", times "1.2", ratio(6, 5), each
/// an exact {"numerator": 6, "denominator": 5} in lowest terms. Functions may stand only in the
/// fields of `function_fields`, and must be written in this file. Errors: invalid, with file and
/// line: a float, an unknown word (with the nearest of `words`), a broken limit.
Result<std::shared_ptr<const RuleFile>> load_rule_file(
    const std::string& name, std::string text, const std::vector<std::string>& words,
    const std::vector<std::string>& function_fields, const Limits& limits = {});

}  // namespace patchbay::adapters::lua
