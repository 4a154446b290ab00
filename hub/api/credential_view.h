#pragma once
// Credentials as JSON, for the API and for `patchbay credential`.

#include <boost/json/object.hpp>

#include "hub/access/issue.h"

namespace patchbay::api {

/// Never the secret.
boost::json::object credential_json(const access::Credential& credential);
/// With "secret": the one time that it is shown.
boost::json::object issued_json(const access::Issued& issued);

}  // namespace patchbay::api
