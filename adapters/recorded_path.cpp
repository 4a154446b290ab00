#include "adapters/recorded_path.h"

#include <boost/json/object.hpp>

#include "hub/base/text.h"
#include "hub/http/message.h"

namespace patchbay::adapters {
namespace {

bool is_private(const std::string& text, const boost::json::value& request) {
  const auto* object = request.if_object();
  return object && std::any_of(object->begin(), object->end(), [&](const auto& member) {
           return member.key() != "reference" && member.value().is_string() && !text.empty() &&
                  std::string_view(member.value().get_string()) == text;
         });
}

}  // namespace

std::string recorded_path(std::string_view path, const boost::json::value& request) {
  std::vector<std::string> segments;
  for (const auto segment : split(path.substr(0, path.find('?')), '/'))
    segments.push_back(is_private(http::percent_decode(segment), request) ? "*"
                                                                          : std::string(segment));
  std::string recorded;
  for (std::size_t i = 0; i < segments.size(); ++i) recorded += (i > 0 ? "/" : "") + segments[i];
  return recorded;
}

}  // namespace patchbay::adapters
