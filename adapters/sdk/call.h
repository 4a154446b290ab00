#pragma once
// What a capability is given, and what a plugin is made of.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <stdexcept>
#include <string>

#include "border.h"
#include "conversation.h"

namespace patchbay::sdk {

enum class Level { debug, info, warning, error };

/// Where lines for the hub's log go; usable while the conversation runs.
struct Log {
  void (*write)(void* hub, std::uint32_t level, patchbay_bytes line) = nullptr;
  void* hub = nullptr;
};

/// What a call is told, and the steps that it may take. Copyable.
struct Call {
  std::string capability;
  std::string idempotency_key;                  ///< never changes for one reward; empty for reads
  std::map<std::string, std::string> settings;  ///< checked against the manifest
  std::int64_t now_us = 0;  ///< microseconds since 1970-01-01 UTC: the only clock
  std::map<std::string, std::string> secrets = {};
  Log log_to = {};

  /// A setting that the manifest declares; throws std::out_of_range for another one.
  const std::string& setting(const std::string& name) const {
    return member(settings, "setting", name);
  }
  /// A secret that the manifest names; throws std::out_of_range for another one. What proves the
  /// partner's requests (`auth` in the manifest) the hub adds by itself.
  const std::string& secret(const std::string& name) const {
    return member(secrets, "secret", name);
  }
  /// One line for the operator. The hub cuts long ones, hides secrets in them, and takes few a
  /// call.
  void log(std::string_view line, Level level = Level::info) const {
    if (log_to.write)
      log_to.write(log_to.hub, static_cast<std::uint32_t>(level), {line.data(), line.size()});
  }

  Awaitable<HttpReply> http(HttpRequest request) const { return {std::move(request)}; }
  Awaitable<HttpReply> get(std::string path) const {
    return http({"GET", std::move(path), {}, {}, false});
  }
  /// At most 4 MiB a step, of what a setting of type path or the request's "path" names.
  Awaitable<FileRead> read_file(std::string path, std::uint64_t offset,
                                std::uint32_t length) const {
    return {ReadFile{std::move(path), offset, length}};
  }
  Awaitable<Waited> wait(std::chrono::microseconds length) const { return {Wait{length}}; }

 private:
  static const std::string& member(const std::map<std::string, std::string>& all, const char* what,
                                   const std::string& name) {
    const auto found = all.find(name);
    if (found == all.end())
      throw std::out_of_range(std::string("the manifest declares no ") + what + " \"" + name + '"');
    return found->second;
  }
};

using Capability = Conversation (*)(Call, boost::json::object);
/// Events of the hub's catalogue: {{"type", "voucher.redeemed"}, {"reference", …}, …} each. What it
/// throws makes the webhook a dead letter with its body kept.
using Decoder = boost::json::array (*)(const Webhook&);

struct Plugin {
  std::string manifest_json;
  std::map<std::string, Capability> capabilities;  ///< one for each that the manifest names
  Decoder decode_webhook = nullptr;  ///< without one the manifest's "events" map alone decodes
};

}  // namespace patchbay::sdk
