#pragma once
// What linking accounts needs of the rooms below. Private to API and app.

#include <functional>
#include <memory>
#include <string>

#include "hub/api/api.h"
#include "hub/loyalty/linking.h"
#include "hub/oauth/authorizations.h"

namespace patchbay::api {

/// All outlive the API.
struct LinkingParts {
  adapters::Caller& caller;
  const crypto::KeyRing& keys;
  Random& random;
  oauth::Authorizations& authorizations;
  std::function<http::Client&()> client;  ///< of the calling loop
  std::function<std::string()>
      public_url;  ///< where browsers reach this hub; without a slash at the end
  std::function<void()> after_commit;  ///< there are new events; may be empty
};

}  // namespace patchbay::api
