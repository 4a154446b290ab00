#pragma once
// Write a native partner: one coroutine a capability, one line to export them.
//
//   static sdk::Plugin make() {
//     return {R"({"id": "acme", "name": "Acme", "kind": "utility", "version": "1.0.0",
//                 "capabilities": ["get_account"], "settings": [{"name": "api_url", "type":
//                 "url"}]})",
//             {{"get_account", get_account}}};
//   }
//   PATCHBAY_PLUGIN(make)
//
// Build a shared library with -fvisibility=hidden -fno-gnu-unique and the linker's version script
// adapters/sdk/exports.map, from one file that includes this header and adapters/sdk/border_impl.h.

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "adapters/sdk/conversation.h"

namespace patchbay::sdk {

/// What a call is told, and the steps that it may take. Copyable.
struct Call {
  std::string capability;
  std::string idempotency_key;                  ///< never changes for one reward; empty for reads
  std::map<std::string, std::string> settings;  ///< checked against the manifest
  std::int64_t now_us = 0;  ///< microseconds since 1970-01-01 UTC: the only clock

  /// A setting that the manifest declares; throws std::out_of_range for another one.
  const std::string& setting(const std::string& name) const { return settings.at(name); }

  Awaitable<HttpReply> http(HttpRequest request) const { return {std::move(request)}; }
  Awaitable<HttpReply> get(std::string path) const {
    return http({"GET", std::move(path), {}, {}, false});
  }
  /// At most 4 MiB a step.
  Awaitable<FileRead> read_file(std::string path, std::uint64_t offset,
                                std::uint32_t length) const {
    return {ReadFile{std::move(path), offset, length}};
  }
  Awaitable<Waited> wait(std::chrono::microseconds length) const { return {Wait{length}}; }
};

using Capability = Conversation (*)(Call, boost::json::object);

struct Plugin {
  std::string manifest_json;
  std::map<std::string, Capability> capabilities;  ///< one for each that the manifest names
};

}  // namespace patchbay::sdk
