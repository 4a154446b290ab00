#pragma once
// The record of exchanges with partners (table partner_exchanges).

#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::adapters {

struct ExchangeRow {
  OrganisationId organisation;
  std::string partner;
  std::string capability;
  std::string reference;
  int attempt = 1;
  std::string method;
  std::string path;     ///< as recorded_path() gives it
  int status = 0;       ///< 0: no response came
  std::string stage;    ///< how far a failed exchange came; "answered" for a response
  std::string outcome;  ///< what the call ended with right after it; "" when it went on
  Timestamp started_at;
  Duration took{};
};

void insert_exchanges(store::Session& session, std::span<const ExchangeRow> rows);

/// The last exchanges about one reference, newest first.
std::vector<ExchangeRow> list_exchanges(store::Session& session, const OrganisationId& organisation,
                                        const std::string& reference, std::size_t limit);

/// Retention: removes up to `limit` exchanges that began before, the oldest first.
/// Returns how many.
std::int64_t remove_exchanges(store::Session& session, Timestamp before, std::size_t limit);

}  // namespace patchbay::adapters
