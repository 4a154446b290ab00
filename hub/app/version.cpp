#include "hub/app/version.h"

namespace patchbay::app {

const char* program_version() { return PATCHBAY_VERSION; }

}  // namespace patchbay::app
