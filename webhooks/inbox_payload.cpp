#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/http/json.h"
#include "webhooks/inbox_rows.h"

namespace patchbay::webhooks {

std::string decode_payload(std::span<const std::int64_t> sequences) {
  const boost::json::array list(sequences.begin(), sequences.end());
  return boost::json::serialize(boost::json::object{{"inbound", list}});
}

Result<std::vector<std::int64_t>> read_decode_payload(const std::string& payload) {
  const auto json = parse_json(payload);
  const auto* object = json ? json->if_object() : nullptr;
  const auto* list = object ? object->if_contains("inbound") : nullptr;
  if (!list || !list->is_array() || list->get_array().empty())
    return corrupt("the payload of a decode job names no webhooks");
  std::vector<std::int64_t> sequences;
  for (const auto& item : list->get_array()) {
    if (!item.is_int64()) return corrupt("the payload of a decode job holds no sequence");
    sequences.push_back(item.get_int64());
  }
  return sequences;
}

}  // namespace patchbay::webhooks
