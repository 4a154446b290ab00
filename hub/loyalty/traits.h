#pragma once
// Traits: what the programme says of a customer, for rules to go by ("verified", "equity"). The
// programme decides what they mean.

#include <map>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

inline constexpr std::size_t traits_max = 50;  ///< of a customer

/// By customer, in order; customers without any are missing. Set-based.
std::map<std::string, std::vector<std::string>> traits_of(store::Session& session,
                                                          const OrganisationId& organisation,
                                                          std::span<const std::string> customers);

/// These and no others from now on. Errors: invalid: too many, or a name that is not 1 to 60 of
/// a-z, 0-9, '_' and '-'; "link" says something else in limits.
Result<void> put_traits(store::Session& session, const OrganisationId& organisation,
                        const std::string& customer, std::span<const std::string> traits,
                        Timestamp now);

}  // namespace patchbay::loyalty
