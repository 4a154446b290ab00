#pragma once
// A book of rules that sees whether the programme was locked before it was asked.

#include "hub/policy/policy_book.h"
#include "hub/store/query.h"

namespace patchbay::loyalty::test {

/// The first lock makes the programme's row: begin with a store, or an organisation, without it.
class WatchedBook final : public policy::PolicyBook {
 public:
  explicit WatchedBook(policy::Policy policy) : policy_(std::move(policy)) {}

  policy::Policy active(store::Session& session, const OrganisationId& whose, Timestamp) override {
    ++asked;
    const auto rows = store::query_value<std::int64_t>(
        session, "SELECT COUNT(*) FROM programmes WHERE organisation_id = :organisation",
        {{"organisation", whose}});
    if (rows != 1) ++asked_before_the_lock;
    return policy_;
  }
  Result<policy::Policy> version(store::Session&, const OrganisationId&,
                                 const std::string&) override {
    return policy_;
  }

  int asked = 0, asked_before_the_lock = 0;

 private:
  const policy::Policy policy_;
};

}  // namespace patchbay::loyalty::test
