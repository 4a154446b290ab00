#pragma once
// Schedules as JSON, for the API and for `patchbay schedule`.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <string>

#include "hub/jobs/schedule_runs.h"
#include "hub/jobs/schedules.h"

namespace patchbay::api {

boost::json::object schedule_json(const jobs::Schedule& schedule);
/// The same; of one that cannot be read its id, its origin and the reason, "broken".
boost::json::object schedule_json(const jobs::StoredSchedule& stored);
boost::json::object schedule_run_json(const jobs::ScheduleRun& run);
boost::json::object backfill_json(const jobs::BackfillCounts& counts);
/// {"at": UTC, "local": with the zone's offset, "zone": its abbreviation then}
boost::json::object occurrence_json(Timestamp at, const jobs::Zone& zone);

/// What a body says of a schedule, in text form.
struct GivenSchedule {
  std::string id;  ///< empty: not given
  std::map<std::string, std::string> fields, settings;
};
/// {"id", "settings": {…}, and the fields of jobs::schedule_fields()}. Errors: invalid, naming the
/// key: not a text, whole number or boolean.
Result<GivenSchedule> read_given_schedule(const boost::json::value& body);

}  // namespace patchbay::api
