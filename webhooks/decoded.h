#pragma once
// From a partner's webhook to events of the catalogue: pure.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "adapters/plug.h"
#include "hub/base/result.h"
#include "webhooks/inbox_rows.h"

namespace patchbay::webhooks {

/// What a partner says that happened, in the catalogue's words.
struct PartnerEvent {
  std::string partner;
  std::string type;       ///< "voucher.redeemed"
  std::string reference;  ///< ours, where the webhook has it: the reward; may be empty
  std::string customer;   ///< of the programme; may be empty
  boost::json::object data;
};

/// Reads what a plug's function gave: a list of {"type", "reference", "customer", "data": {}}.
/// Errors: invalid, naming place and key.
Result<std::vector<PartnerEvent>> read_decoded(const std::string& partner,
                                               const boost::json::value& list);

/// By the plug's function; without one by its event map, with the JSON body as data. No events:
/// the type is none that anybody wants.
/// Errors: invalid: the function broke; the body of a mapped type is no JSON object.
Result<std::vector<PartnerEvent>> decode(adapters::Plug& plug, const Undecoded& webhook);

/// The data as the catalogue's schema has it: the partner's, with "partner", "customer" and
/// "reference". Errors: invalid: no such type, or its schema says no, with the place.
Result<std::string> event_data(const PartnerEvent& event);
/// The data alone, checked likewise: for events of no partner.
Result<std::string> plain_event_data(const PartnerEvent& event);

}  // namespace patchbay::webhooks
