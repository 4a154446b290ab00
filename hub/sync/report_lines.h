#pragma once
// What pull_report gave, read into our own types: a pure decision. Private to the room.

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "hub/loyalty/rewards.h"

namespace patchbay::sync {

struct ReportPage {
  std::vector<loyalty::ReportLine> lines;
  std::string cursor;  ///< for the next call
  bool done = false;
  bool complete = false;  ///< of the last page: the report holds everything before `as_of`
  Timestamp as_of;
};

/// Errors: invalid: the result has another form than the capability's schema.
Result<ReportPage> read_page(const boost::json::value& result);

}  // namespace patchbay::sync
