#pragma once
// A webhook as a partner would send it: made by a scheme's declaration and a secret, to try both.

#include <string>

#include "hub/base/clock.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/message.h"
#include "webhooks/scheme.h"

namespace patchbay::webhooks {

struct SampleWebhook {
  std::string method = "POST";
  std::string url;  ///< as the scheme signs it
  http::Headers headers;
  std::string body;
};

/// Signed with `secret`, dated `now`, for the hub's address `url`.
/// Errors: refused: only the partner can sign (a public key); invalid: the secret is no key of the
/// scheme, or the scheme signs what a sample does not have.
Result<SampleWebhook> make_sample(const Scheme& scheme, const Secret& secret, std::string url,
                                  Timestamp now);

}  // namespace patchbay::webhooks
