#pragma once

namespace patchbay::app {

/// "0.1.0"
const char* program_version();

}  // namespace patchbay::app
