#pragma once
// Name resolution off the loops: one thread a name at work, so that one that hangs blocks nobody.

#include <boost/asio/ip/address.hpp>
#include <memory>
#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/http/watchdog.h"

namespace patchbay::http {

using Addresses = std::vector<boost::asio::ip::address>;

/// Resolves names with the system's resolver. Thread safe; shared by all loops of the process.
/// Answers are kept for 30 s, refusals for 1 s; at most 16 names are looked up at a time.
class Resolver {
 public:
  virtual ~Resolver() = default;
  /// The addresses of a name in the system's order, at least one; a literal address is itself.
  /// Errors: unavailable: unknown name, resolver down, or `deadline` passed (then `timed_out`).
  struct Answer {
    Addresses addresses;
    std::string error;  ///< empty when there are addresses
    bool timed_out = false;
  };
  virtual Async<Answer> resolve(std::string host, Deadline deadline) = 0;
};

/// The one of the process.
std::shared_ptr<Resolver> system_resolver();

}  // namespace patchbay::http
