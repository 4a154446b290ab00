#include "hub/loyalty/reward_id.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/crypto/digest.h"

namespace patchbay::loyalty {
namespace {

constexpr std::size_t id_bytes = 16;

}  // namespace

std::string reward_id(std::string_view salt, const OrganisationId& organisation,
                      std::string_view customer, std::string_view milestone, std::int64_t streak) {
  // As JSON no two lists of names read the same.
  boost::json::array names{salt, organisation, customer, milestone};
  if (streak > 0) names.emplace_back("#" + std::to_string(streak));
  const auto digest = crypto::sha256(boost::json::serialize(names));
  return "rwd_" + crypto::to_hex(std::span(digest).first(id_bytes));
}

}  // namespace patchbay::loyalty
