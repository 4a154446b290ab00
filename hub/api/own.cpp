#include "hub/api/own.h"

#include "hub/base/log.h"

namespace patchbay::api {

Result<policy::Policy> rules_now(policy::PolicyBook& book, store::Session& session,
                                 const OrganisationId& organisation, Timestamp now) {
  try {
    return book.active(session, organisation, now);
  } catch (const ErrorException& e) {
    const auto kind = e.error().kind;
    if (kind != ErrorKind::not_found && kind != ErrorKind::corrupt) throw;
    log_line(LogLevel::error, "api.no_rules", {{"error", e.error().message}});
  }
  return unavailable(
      "the rules of the programme cannot be read now; nothing was changed, try again "
      "later");
}

}  // namespace patchbay::api
