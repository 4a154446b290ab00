#include "hub/app/environment.h"

#include <cstdlib>

namespace patchbay::app {

std::string environment_value(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace patchbay::app
