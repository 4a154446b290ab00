#pragma once
// Lines that a plugin writes to the hub's log.

#include <map>
#include <string>

#include "adapters/plug.h"
#include "adapters/sdk/border.h"
#include "hub/base/log.h"
#include "hub/base/secret.h"

namespace patchbay::adapters::native {

constexpr int lines_max = 100;  ///< of one call; the rest is dropped, and one line says so
constexpr std::size_t line_bytes_max = 1'000;

/// The log of one call. Stays where it is: a plugin has its address.
class PluginLog {
 public:
  PluginLog(std::string origin, const CallContext& context);
  PluginLog(const PluginLog&) = delete;

  /// As patchbay_call.log: `self` is a PluginLog. The plugin's secrets in the line become "***",
  /// what the call was proven with its name, broken UTF-8 and control characters U+FFFD. Does not
  /// throw.
  static void write(void* self, std::uint32_t level, patchbay_bytes line) noexcept;

 private:
  void take(LogLevel level, std::string line);

  const std::string origin_;
  const std::string capability_;
  const std::map<std::string, Secret> secrets_;
  const std::shared_ptr<const Scrubber> hidden_;
  int lines_ = 0;
};

}  // namespace patchbay::adapters::native
