#include "adapters/case_append.h"

#include <boost/json/array.hpp>

#include "adapters/case_file.h"
#include "adapters/pretty_json.h"
#include "hub/base/text.h"

namespace patchbay::adapters {

Result<std::string> append_case(std::string_view text, const boost::json::object& added) {
  const std::string whole = pretty_json(boost::json::array{added});
  if (trim(text).empty()) return whole;
  const auto cases = parse_cases("it", text);
  if (!cases) return cases.error();
  if (cases->empty()) return whole;
  const std::string name(added.at("name").as_string());
  for (const auto& one : *cases)
    if (one.name == name)
      return conflict("there is a case \"" + name + "\" already; take another name");
  // Both end with "]": the list goes on where the old one closed.
  const auto before = trim(text.substr(0, text.rfind(']')));
  return std::string(before) + ",\n" + whole.substr(whole.find('\n') + 1);
}

}  // namespace patchbay::adapters
