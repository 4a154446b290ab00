#include "hub/loyalty/reward_id.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/crypto/digest.h"

namespace patchbay::loyalty {
namespace {

constexpr std::size_t id_bytes = 16;

}  // namespace

std::string reward_id(std::string_view salt, const OrganisationId& organisation,
                      std::string_view customer, std::string_view milestone) {
  // As JSON no two lists of names read the same.
  const boost::json::array names{salt, organisation, customer, milestone};
  const auto digest = crypto::sha256(boost::json::serialize(names));
  return "rwd_" + crypto::to_hex(std::span(digest).first(id_bytes));
}

}  // namespace patchbay::loyalty
