#pragma once
// Reads a JSON object key by key and remembers the first thing that is wrong with it.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::adapters {

/// Every key that is asked for becomes known; finish() then refuses the others. After an error the
/// getters give defaults. An empty object also counts as an empty array and the other way round:
/// a Lua table cannot tell them apart. Borrows the value.
class StrictObject {
 public:
  /// `where` begins every message ("limits").
  StrictObject(const boost::json::value& value, std::string where);

  /// A key without a default must be there.
  std::string text(const char* key, std::optional<std::string> default_value = std::nullopt);
  std::int64_t integer(const char* key, std::int64_t default_value, std::int64_t minimum,
                       std::int64_t maximum);
  bool boolean(const char* key, bool default_value);
  std::vector<std::string> texts(const char* key);
  /// The elements of an array; empty when the key is not there.
  std::vector<const boost::json::value*> list(const char* key);
  /// Null when the key is not there.
  const boost::json::value* value(const char* key);

  /// Remembers an error that the caller found in a value.
  void fail(const std::string& message);
  bool failed() const { return error_.has_value(); }
  /// Errors: invalid: the first error, or an unknown key with the nearest known one.
  Result<void> finish();

 private:
  std::string at(const std::string& key) const;

  const boost::json::object* object_ = nullptr;
  std::string where_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

}  // namespace patchbay::adapters
