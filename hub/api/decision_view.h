#pragma once
// Kept decisions as lists show them, and explained. Private to the room, but for the command line.

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "hub/policy/decisions.h"
#include "hub/policy/explain.h"
#include "hub/policy/policy_book.h"

namespace patchbay::api {

/// With its effects, without its facts. Errors (ErrorException): corrupt: they are no JSON.
boost::json::object summary_json(const policy::KeptDecision& decision);
/// "flag links_per_hour, award month_1". Errors as above.
std::string effects_in_words(const policy::KeptDecision& decision);
/// What its holds, flags and notices say, a line each: "flag links_per_hour: Three accounts within
/// an hour."; with the code where the rule writes no message. Errors as above.
std::vector<std::string> notices_of(const policy::KeptDecision& decision);

struct ExplainedDecision {
  policy::KeptDecision kept;
  policy::Explanation explanation;
};
/// By its own version, from what it saw. Errors: not_found; corrupt: the version.
Result<ExplainedDecision> explain_kept(store::Session& session, const OrganisationId& organisation,
                                       policy::PolicyBook& book, const std::string& id);

}  // namespace patchbay::api
