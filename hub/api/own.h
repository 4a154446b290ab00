#pragma once
// What routes for customers share. Private to the room.

#include <string>

#include "hub/http/caller.h"
#include "hub/policy/policy_book.h"

namespace patchbay::api {

/// Whether the caller may ask about a customer: of a customer's credential only about its own.
/// Whoever may not is told what is told of a customer that does not exist.
inline bool may_ask_about(const http::Caller& caller, const std::string& customer) {
  return caller.customer.empty() || caller.customer == customer;
}

/// The rules that are active now. Errors: unavailable: there are none, or they do not load; why
/// stands in the log.
Result<policy::Policy> rules_now(policy::PolicyBook& book, store::Session& session,
                                 const OrganisationId& organisation, Timestamp now);

}  // namespace patchbay::api
