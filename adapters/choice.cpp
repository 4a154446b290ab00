#include "adapters/choice.h"

#include "hub/base/text.h"

namespace patchbay::adapters {

std::string not_one_of(const std::string& what, const std::string& name,
                       const std::vector<std::string>& known) {
  const auto meant = nearest(name, known);
  return what + " \"" + name + "\" is not known; " +
         (meant ? "did you mean \"" + *meant + "\"?" : "use one of: " + join(known, ", "));
}

}  // namespace patchbay::adapters
