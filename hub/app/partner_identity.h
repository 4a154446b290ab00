#pragma once
// What configuration may say of TLS towards a partner: our certificate, and whom we trust.

#include <map>
#include <span>
#include <string>

#include "adapters/registry.h"
#include "hub/base/field.h"
#include "hub/base/result.h"

namespace patchbay::app {

/// Keys of [partners.<id>] beside those of partner_pace.h: tls_certificate, tls_key, tls_ca. They
/// are the hub's, no setting of a plug: a plug can neither see nor read these files.
std::span<const Field> identity_fields();

/// Reads the files that are given. Errors: invalid, naming the file.
Result<void> apply_identity(const std::map<std::string, std::string>& given,
                            adapters::Partner& partner);

}  // namespace patchbay::app
