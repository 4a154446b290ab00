#pragma once
// A partner's server in the simulation: what it does with a request, and its books.

#include <vector>

#include "adapters/caller.h"
#include "adapters/manifest.h"
#include "tests/support/evidence.h"

namespace patchbay::simulation {

class SimPartner {
 public:
  /// Honours keys when one of `ways` is to repeat with the same key.
  SimPartner(std::string id, std::string kind, std::vector<adapters::SettleWay> ways,
             Duration settle_after);

  const std::string& id() const { return manifest_.id; }
  const adapters::Manifest& manifest() const { return manifest_; }

  /// Moves value, or finds that it did so for this key. The outcome that the hub would hear.
  adapters::Outcome issue(const adapters::Call& call);
  /// What find_issued would hear now.
  adapters::Outcome find(const std::string& reference) const;
  bool has_issued(const std::string& reference) const;
  const std::vector<test::BookFact>& books() const { return books_; }

 private:
  const test::BookFact* row_of(const std::string& reference) const;

  adapters::Manifest manifest_;
  bool honours_keys_ = false;
  std::vector<test::BookFact> books_;
};

}  // namespace patchbay::simulation
