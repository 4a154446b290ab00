#include "hub/jobs/buried.h"

#include <boost/json/parse.hpp>

namespace patchbay::jobs {

Buried read_buried(const Job& follow_up) {
  const auto payload = boost::json::parse(follow_up.payload);
  return {std::string(payload.at("key").as_string()), payload.at("lease").as_int64(),
          "its job was given up: " + std::string(payload.at("reason").as_string())};
}

}  // namespace patchbay::jobs
