#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "hub/jobs/schedule.h"

namespace patchbay::jobs {
namespace {

Error unknown_kind(const std::string& name, const ScheduledKinds& kinds) {
  std::vector<std::string> names;
  for (const auto& kind : kinds) names.push_back(kind.name);
  const auto close = nearest(name, names);
  return invalid("\"job\": \"" + name + "\" cannot be scheduled; " +
                 (close ? "did you mean \"" + *close + "\"?" : "use one of " + join(names, ", ")));
}

}  // namespace

Result<std::string> payload_of(const Definition& definition, const ScheduledKinds& kinds) {
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const ScheduledKind& known) {
    return known.name == definition.job;
  });
  if (kind == kinds.end()) return unknown_kind(definition.job, kinds);
  const auto values = FieldValues::check(kind->settings, definition.settings);
  if (!values) return values.error().in("settings of \"" + kind->name + "\"");
  boost::json::object payload;
  for (const auto& field : kind->settings) {
    if (field.type == FieldType::integer)
      payload[field.name] = values->integer(field.name);
    else if (field.type == FieldType::boolean)
      payload[field.name] = values->boolean(field.name);
    else
      payload[field.name] = values->text(field.name);
  }
  return boost::json::serialize(payload);
}

}  // namespace patchbay::jobs
