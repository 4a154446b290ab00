// One plug in several versions: a call waits once, then is rejected with the version it runs on,
// which is its manifest's.
#include <string>

#include "adapters/sdk/border.h"

namespace {

const std::string version = MODULE_VERSION;
const std::string code = "version";
const std::string manifest = R"({"id": "acme", "name": "Acme", "kind": "utility", "version": ")" +
                             version + R"(", "capabilities": ["get_account"]})";

struct Call {
  bool has_waited = false;
};

void* begin(const patchbay_call*) { return new Call; }

void resume(void* conversation, const patchbay_reply* reply, patchbay_step* step) {
  auto& call = *static_cast<Call*>(conversation);
  if (!call.has_waited) {
    call.has_waited = true;
    step->kind = PATCHBAY_STEP_WAIT;
    step->wait_us = 1;
    return;
  }
  if (reply->kind != PATCHBAY_REPLY_WAITED) return;  // no step at all: the hub says so
  step->kind = PATCHBAY_STEP_REJECTED;
  step->text = {code.data(), code.size()};
  step->bytes = {version.data(), version.size()};
}

void destroy(void* conversation) { delete static_cast<Call*>(conversation); }

const patchbay_plugin_v1 table{sizeof(patchbay_plugin_v1),
                               {manifest.data(), manifest.size()},
                               begin,
                               resume,
                               destroy,
                               nullptr};

}  // namespace

const patchbay_magic patchbay_plugin_magic{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR,
                                           PATCHBAY_CONTRACT_MINOR, PATCHBAY_BUILD};

const patchbay_plugin_v1* patchbay_plugin_entry_v1() { return &table; }
