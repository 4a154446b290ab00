#pragma once
// A receiver for development and the demo: verifies every webhook, keeps its own book.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/async.h"
#include "hub/http/loops.h"
#include "hub/http/message.h"

namespace patchbay::webhooks {

struct ListenerOptions {
  std::uint16_t port = 0;
  Secret secret;  ///< whsec_… (v1), or of v1a whpk_… or whsk_…
  std::string
      book_file;  ///< JSON lines, written before the answer; distinct ids are counted on start
  /// Answers a verified one that stands in the book, instead of 204. May be empty.
  std::function<Async<http::Response>(http::Request)> answer = {};
};
/// POST / verifies: 204 when right (also for a repeat), 401 when wrong. GET /_book answers
/// {"verified": distinct ids, "repeats": n, "refused": n}.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual std::uint16_t port() const = 0;
};
Result<std::unique_ptr<Listener>> start_listener(http::Loops& loops, ListenerOptions options);

}  // namespace patchbay::webhooks
