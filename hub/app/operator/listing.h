#pragma once
// A list for people (a table) or for programs (JSON).

#include <boost/json/array.hpp>
#include <string>
#include <vector>

namespace patchbay::app {

struct Listing {
  std::vector<std::string> columns;            ///< headings of the table
  std::vector<std::vector<std::string>> rows;  ///< as many cells a row as there are headings
  boost::json::array items;                    ///< the same rows as JSON objects
  std::string when_empty;                      ///< a sentence instead of an empty table
};

/// With `json` one JSON array, else the table, aligned, to standard output. The last column may be
/// as wide as it likes; control characters are shown as "?".
void print(const Listing& listing, bool json);

}  // namespace patchbay::app
