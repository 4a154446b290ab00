#include "plugins/csv/columns.h"

#include <algorithm>

#include "hub/base/text.h"

namespace patchbay::csv {

Result<std::vector<std::size_t>> find_columns(const std::vector<std::string>& header,
                                              const std::vector<std::string>& wanted) {
  std::vector<std::size_t> places;
  for (const auto& name : wanted) {
    const auto count = std::count(header.begin(), header.end(), name);
    if (count != 1)
      return invalid((count == 0 ? "there is no column \"" : "there is more than one column \"") +
                     name + "\"; the columns are " + join(header, ", ").substr(0, 500));
    places.push_back(
        static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin()));
  }
  return places;
}

}  // namespace patchbay::csv
