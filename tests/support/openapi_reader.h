#pragma once
// Reads and judges an OpenAPI document for OpenApiCheck.

#include <boost/json/value.hpp>
#include <set>

#include "tests/support/openapi_check.h"

namespace patchbay {

/// Throws ErrorException (invalid) at the first thing that is wrong.
class OpenApiCheck::Reader {
 public:
  explicit Reader(const boost::json::object& document);
  OpenApiCheck read();

 private:
  const boost::json::value& resolve(const boost::json::value& node) const;
  Schema compile(const boost::json::value& schema, const std::string& where) const;
  void check_head() const;
  void check_components() const;
  Operations read_path(const std::string& pattern, const boost::json::object& item);
  void check_parameters(const std::string& pattern, const boost::json::object& operation) const;
  Responses read_responses(const boost::json::object& responses, const std::string& where) const;

  const boost::json::object& document_;
  boost::json::object definitions_;
  std::set<std::string> operation_ids_;
};

}  // namespace patchbay
