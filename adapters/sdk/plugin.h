#pragma once
// Write a native partner: one coroutine a capability, one line to export them.
//
//   #include <patchbay/sdk/plugin.h>
//
//   sdk::Plugin make() {
//     return {R"({"id": "acme", "name": "Acme", "kind": "utility", "version": "1.0.0",
//                 "capabilities": ["get_account"],
//                 "settings": [{"name": "api_url", "type": "url"}]})",
//             {{"get_account", get_account}}};
//   }
//   PATCHBAY_PLUGIN(make)
//
// and in CMake: find_package(patchbay) and patchbay_add_plugin(acme acme.cpp). The whole is in
// docs/native.md and examples/native_partner. PATCHBAY_PLUGIN stands in exactly one file.

#include "border_impl.h"
#include "call.h"
