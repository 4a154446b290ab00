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
  std::shared_ptr<const Schema> compile(const boost::json::value& schema, const std::string& where);
  void check_head() const;
  void check_components();
  Operations read_path(const std::string& pattern, const boost::json::object& item);
  void check_parameters(const std::string& pattern, const boost::json::object& operation);
  Responses read_responses(const boost::json::object& responses, const std::string& where);

  const boost::json::object& document_;
  boost::json::object definitions_;
  std::set<std::string> operation_ids_;
  /// By their text: the same few stand under many answers, and each brings all definitions along.
  std::map<std::string, std::shared_ptr<const Schema>> compiled_;
};

}  // namespace patchbay
