#include "tests/simulation/partner.h"

#include <algorithm>
#include <boost/json/object.hpp>

namespace patchbay::simulation {
namespace {

std::string capability_of(const std::string& kind) {
  if (kind == "retail") return "issue_voucher";
  return kind == "utility" ? "apply_credit" : "top_up";
}

adapters::Outcome issued(const test::BookFact& row) {
  return adapters::succeeded(
      boost::json::object{{"state", "issued"}, {"partner_reference", row.partner_reference}});
}

}  // namespace

SimPartner::SimPartner(std::string id, std::string kind, std::vector<adapters::SettleWay> ways,
                       Duration settle_after) {
  manifest_.id = std::move(id);
  manifest_.capabilities = {"find_issued", capability_of(kind)};
  manifest_.kind = std::move(kind);
  manifest_.retry = {.attempts_max = 1000, .base = Duration(20'000), .cap = Duration(400'000)};
  for (const auto way : ways) {
    manifest_.settle.push_back({way, settle_after});
    if (way == adapters::SettleWay::repeat_same_key) honours_keys_ = true;
  }
}

const test::BookFact* SimPartner::row_of(const std::string& reference) const {
  const auto found = std::find_if(books_.begin(), books_.end(),
                                  [&](const auto& row) { return row.reference == reference; });
  return found == books_.end() ? nullptr : &*found;
}

bool SimPartner::has_issued(const std::string& reference) const {
  return row_of(reference) != nullptr;
}

adapters::Outcome SimPartner::issue(const adapters::Call& call) {
  const auto* known = row_of(call.reference);
  if (honours_keys_ && known != nullptr) return issued(*known);
  const auto& request = call.request.as_object();
  books_.push_back(
      {manifest_.id, call.reference, manifest_.id + "-" + std::to_string(books_.size() + 1),
       std::string(request.at("currency").as_string()), request.at("amount_minor").as_int64()});
  return issued(books_.back());
}

adapters::Outcome SimPartner::find(const std::string& reference) const {
  const auto* known = row_of(reference);
  if (known != nullptr) return issued(*known);
  return adapters::succeeded(boost::json::object{{"state", "not_issued"}});
}

}  // namespace patchbay::simulation
