#pragma once
// The last try of a partner, kept for `partner record`.

#include <boost/json/object.hpp>
#include <string>

#include "hub/base/result.h"

namespace patchbay::app {

/// Keeps a case (scrubbed) as the partner's last try. Errors: unavailable.
Result<void> keep_try(const std::string& tools_folder, const std::string& partner,
                      const boost::json::object& tried);
/// Errors: not_found: there was none; corrupt.
Result<boost::json::object> last_try(const std::string& tools_folder, const std::string& partner);

}  // namespace patchbay::app
