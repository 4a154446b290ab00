#pragma once
// The effects that a test expects against those that were made. Private to hub/policy.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::policy {

/// "award month_1: amount AUD 20.00, choice no", of an effect as effects_json has it.
std::string effect_text(const boost::json::object& effect);

/// Errors: invalid: an entry without effect or rule, an unknown effect or field (with the nearest).
Result<void> check_expected(const boost::json::array& expected);

struct EffectDifference {
  std::vector<std::string> lines;    ///< "- expected …" and "+ got …"; none: all is as expected
  std::vector<std::string> missing;  ///< ids of rules that were expected and made nothing
};
/// Same number, same order, and each field that an expected effect names has that value. Pure.
/// `expected` passes check_expected; `got` is effects_json of a decision.
EffectDifference compare_effects(const boost::json::array& expected, const boost::json::array& got);

}  // namespace patchbay::policy
