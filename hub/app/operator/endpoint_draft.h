#pragma once
// An endpoint as the command line has it.

#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/http/message.h"

namespace patchbay::app {

struct DraftFlags {
  std::string file;  ///< --file: JSON, as the API has it; flags go over it
  std::string url, partner, description, signing;
  std::vector<std::string> event_types;
  std::vector<std::string> headers;  ///< "Name: value"
  bool all_events = false;           ///< no filter any more
};

/// The body that the API would get. Errors: invalid, naming the flag or file; not_found,
/// unavailable (the file).
Result<http::Request> draft_request(const DraftFlags& flags);

}  // namespace patchbay::app
