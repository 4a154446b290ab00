#pragma once
// The demo's end: all work done, every reward matched with the partner's own report.

#include <string>
#include <vector>

#include "hub/app/demo/progress.h"
#include "hub/app/hub.h"
#include "hub/http/async.h"

namespace patchbay::app {

/// Waits until no reward or webhook of the demo is open and no event waits. Errors: unavailable,
/// after 10 minutes.
Async<Result<void>> wait_until_idle(Hub& hub, Progress& progress);

/// Has the sandbox write its reports and reconciles each partner, again and again, until no reward
/// is unknown: what a report holds is issued, what a complete report lacks is issued again.
/// Errors: unavailable: the sandbox does not answer, or rewards stay unconfirmed (their number).
Async<Result<void>> reconcile_until_settled(Hub& hub, Progress& progress, std::string sandbox_url,
                                            std::string books_folder,
                                            std::vector<std::string> partners);

}  // namespace patchbay::app
