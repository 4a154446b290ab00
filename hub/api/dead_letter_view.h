#pragma once
// A dead letter as JSON, for the API and for `patchbay dead`.

#include <boost/json/object.hpp>
#include <optional>

#include "hub/jobs/dead_letters.h"

namespace patchbay::api {

boost::json::object dead_letter_json(const jobs::DeadLetter& letter);
/// With "runs", every run that failed, and "exchanges", the last ones with the partner about it,
/// newest first: no bodies, no queries, no secrets. Nothing when there is none of this id.
std::optional<boost::json::object> dead_letter_detail(store::Session& session,
                                                      const OrganisationId& organisation,
                                                      std::int64_t id);

}  // namespace patchbay::api
