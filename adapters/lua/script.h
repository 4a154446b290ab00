#pragma once
// A fenced Lua script for the rooms after this one: policies and partner sandboxes. No lua.h here.

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/lua/limits.h"
#include "hub/base/result.h"

namespace patchbay::adapters::lua {

/// One declaration of a script: `tier { id = "gold", from = 1000 }` at line 4.
struct Declaration {
  std::string name;          ///< "tier"
  boost::json::value value;  ///< the table: arrays and objects; integers exact
  std::string where;         ///< "policies/tiers.lua:4"
};

/// Runs a text chunk whose only globals are the fenced library, `names` (each a function that takes
/// one table and records a declaration) and money constructors: AUD(20), AUD "19.95" and so on for
/// every known currency give {"currency": "AUD", "minor": 2000}. A float anywhere in a declaration,
/// an unknown global or a broken limit is an error with file and line. Errors: not_found, invalid.
Result<std::vector<Declaration>> run_declarations(const std::string& file,
                                                  const std::vector<std::string>& names,
                                                  const Limits& limits = {});

/// A function that the host lends to a script: takes and gives JSON. Runs on the script's thread.
using HostFunction = std::function<boost::json::value(const boost::json::value& arguments)>;

/// A loaded script that returns a table of functions and data; runs function by function. Not
/// thread safe.
class Script {
 public:
  virtual ~Script() = default;
  /// The table the chunk returned, without its functions.
  virtual const boost::json::value& data() const = 0;
  /// Calls the function at `path` ("routes", "POST /vouchers") with JSON arguments, within limits.
  /// Errors: not_found (no such function), invalid (error in the script, with file and line).
  virtual Result<boost::json::value> call(const std::vector<std::string>& path,
                                          const std::vector<boost::json::value>& arguments) = 0;
};

/// Loads a script; `host` functions are visible to it as global functions by name ("books_find").
Result<std::unique_ptr<Script>> load_script(const std::string& file,
                                            std::map<std::string, HostFunction> host,
                                            const Limits& limits = {});

}  // namespace patchbay::adapters::lua
