#pragma once
// Webhooks as the presets' makers sign them: from their documentation and libraries.

#include <string>
#include <utility>
#include <vector>

#include "hub/http/message.h"

namespace patchbay::webhooks::test {

struct Vector {
  std::string name;
  std::string scheme;  ///< JSON
  std::string secret;
  std::string other_secret = "another secret";
  std::vector<std::pair<std::string, std::string>> fields = {};  ///< the signature's first
  std::string body = {};
  std::int64_t now_s = 0;
  std::string dedup = {}, type = {};
  bool is_stamped = false, is_static = false;
  std::string url = "https://hub.example/webhooks/acme";
  std::string method = "POST";

  http::Headers headers() const {
    http::Headers all;
    for (const auto& [key, value] : fields) all.add(key, value);
    return all;
  }
};

std::vector<Vector> vectors();

}  // namespace patchbay::webhooks::test
