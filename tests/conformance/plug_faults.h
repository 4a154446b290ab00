#pragma once
// What may come back instead of an answer, and what a call may then end with.

#include <functional>
#include <string>
#include <vector>

#include "adapters/outcome.h"
#include "hub/http/client.h"

namespace patchbay::adapters::conformance {

/// What is wrong with an exchange decides what the call may say of it.
enum class Harm {
  never_sent,    ///< the partner saw nothing
  cut_off,       ///< it may have acted, nobody knows
  nothing_done,  ///< 429: it says that it did nothing
  server_error,  ///< 5xx: it may have acted unless its contract says otherwise
  no_sense,      ///< 2xx that cannot be understood
  refusal,       ///< 4xx
  other_type,    ///< the right answer under a wrong content type
};

struct PartnerFault {
  std::string name;
  Harm harm;
  /// Of what the partner would have answered.
  std::function<http::Exchange(const http::Exchange&)> instead;
};
const std::vector<PartnerFault>& partner_faults();

/// Empty when the outcome may follow the fault, else what was wanted. `is_value`: the step that met
/// it moves value; `had_moved`: one before it did.
std::string misjudged(const Outcome& outcome, Harm harm, bool is_value, bool had_moved);

}  // namespace patchbay::adapters::conformance
