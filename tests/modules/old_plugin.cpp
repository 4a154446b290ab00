// A plugin as contract 1.0 had it: its structs end where that version ended.
#include <cstddef>
#include <cstring>
#include <string>

#include "adapters/sdk/border.h"

namespace {

struct Table_1_0 {
  std::uint32_t struct_size;
  patchbay_bytes manifest_json;
  void* (*begin)(const patchbay_call*);
  void (*resume)(void*, const patchbay_reply*, patchbay_step*);
  void (*destroy)(void*);
};
static_assert(sizeof(Table_1_0) == offsetof(patchbay_plugin_v1, decode));

const std::string manifest = R"({"id": "old", "name": "Old", "kind": "utility", "version": "1.0.0",
  "capabilities": ["get_account"]})";

void* begin(const patchbay_call* call) {
  return new std::string(call->request_json.data, call->request_json.size);
}

void resume(void* conversation, const patchbay_reply*, patchbay_step* step) {
  const auto& request = *static_cast<std::string*>(conversation);
  step->kind = PATCHBAY_STEP_SUCCEEDED;
  step->bytes = {request.data(), request.size()};
}

void destroy(void* conversation) { delete static_cast<std::string*>(conversation); }

const Table_1_0 table{
    sizeof(Table_1_0), {manifest.data(), manifest.size()}, begin, resume, destroy};

}  // namespace

const patchbay_magic patchbay_plugin_magic{sizeof(patchbay_magic), 1, 0, PATCHBAY_BUILD};

const patchbay_plugin_v1* patchbay_plugin_entry_v1() {
  const void* old = &table;
  return static_cast<const patchbay_plugin_v1*>(old);
}
