#pragma once
// Lua partners: scripts/<id>/partner.lua.

#include <memory>
#include <string>

#include "adapters/lua/limits.h"
#include "adapters/plug.h"
#include "hub/base/result.h"

namespace patchbay::adapters::lua {

/// Loads `folder`/partner.lua and what it may require (modules.h), checks its manifest. The plug
/// holds all of its sources: what happens to the files later does not touch it. States are pooled
/// inside. Errors: not_found, invalid: syntax error or bad manifest with file and line.
Result<std::shared_ptr<Plug>> load_plug(const std::string& folder, const Limits& limits = {});

}  // namespace patchbay::adapters::lua
