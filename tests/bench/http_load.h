#pragma once
// A load of requests over keep-alive connections, each sent when the one before was answered.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::bench {

struct Load {
  std::uint16_t port = 0;
  /// A connection each: whole requests as bytes, made before, so that making them costs nothing.
  std::vector<std::vector<std::string>> requests;
  std::string status = "200";  ///< of every answer
};

struct Pace {
  double per_s = 0;
  double p50_ms = 0, p99_ms = 0;  ///< from the first byte sent to the last one received
  double cpu_us = 0;              ///< of this process for a request, the load's own work among it

  /// The better of two in each figure, since others use the machine too.
  void take_best(const Pace& other);
};

/// One thread for all connections. Throws std::runtime_error when an answer is another.
Pace send(const Load& load);

}  // namespace patchbay::bench
