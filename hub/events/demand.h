#pragma once
// Which types on request (catalogue.h) somebody asks for. Kept by whoever hands events on, asked by
// whoever would write them in masses.

#include <set>
#include <string>

#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::events {

/// Replaces what is asked for in an organisation, in the transaction that changes who gets what.
/// The caller keeps others from doing so at the same time.
void set_demand(store::Session& session, const OrganisationId& organisation,
                const std::set<std::string>& types);

/// Whether events of this type on request are to be written. One look-up of a key.
bool is_asked_for(store::Session& session, const OrganisationId& organisation,
                  const std::string& type);

}  // namespace patchbay::events
