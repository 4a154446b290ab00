#pragma once
// Steps, replies and outcomes as they stand in a case file (adapters/cases/cases.json).

#include <boost/json/object.hpp>

#include "adapters/step.h"
#include "hub/base/result.h"

namespace patchbay::adapters {

/// A step that is no outcome: {"method", "path", "moves_value", "headers", "json" or "body"},
/// {"read_file", "offset", "length_max"} or {"wait_ms"}. Bytes that are no text stand as
/// "body_base64".
boost::json::object case_step(const Step& step);
/// {"response"}, {"failure"}, {"chunk"}, {"file_failure"}, or {} after a wait. Headers of the
/// connection, dates and cookies are left out: they change with every answer.
boost::json::object case_reply(const Reply& reply);
/// {"kind", "result", "code", "message", "retry_after_ms"}; what is empty is left out.
boost::json::object case_outcome(const Outcome& outcome);

/// The reply that `json`, which fits the schema of cases, describes. Empty: Waited.
/// Errors: invalid: base64 that is none.
Result<Reply> reply_of_case(const boost::json::object& json);

}  // namespace patchbay::adapters
