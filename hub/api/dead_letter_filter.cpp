#include "hub/api/dead_letter_filter.h"

#include <boost/json/array.hpp>

#include "hub/api/body.h"

namespace patchbay::api {
namespace {

Result<std::optional<Timestamp>> read_time(const std::string& name, const std::string& text) {
  if (text.empty()) return std::optional<Timestamp>();
  const auto at = parse_timestamp(text);
  if (!at) return invalid("\"" + name + "\": " + at.error().message);
  return std::optional(*at);
}

/// `text` gives the value of a name.
template <class Text>
Result<jobs::DeadFilter> read_filter(const OrganisationId& organisation, Text text) {
  jobs::DeadFilter filter;
  filter.organisation = organisation;
  filter.kind = text("kind");
  filter.partner = text("partner");
  filter.key = text("key");
  filter.reason = text("reason");
  const auto since = read_time("since", text("since"));
  if (!since) return since.error();
  const auto until = read_time("until", text("until"));
  if (!until) return until.error();
  filter.since = *since;
  filter.until = *until;
  return filter;
}

void read_ids(adapters::StrictObject& fields, std::vector<std::int64_t>& ids) {
  for (const auto* id : fields.list("ids")) {
    if (!id->is_int64() || id->get_int64() <= 0)
      return fields.fail("\"ids\" must be whole numbers");
    ids.push_back(id->get_int64());
  }
  if (ids.size() > jobs::letter_ids_max)
    fields.fail("\"ids\" has more than " + std::to_string(jobs::letter_ids_max) +
                " entries; use a filter");
}

}  // namespace

Result<jobs::DeadFilter> read_dead_filter(const Parameters& parameters,
                                          const OrganisationId& organisation) {
  return read_filter(organisation, [&](const char* name) { return parameters.text(name); });
}

jobs::Letters read_letters(adapters::StrictObject& fields, const OrganisationId& organisation) {
  jobs::Letters letters;
  letters.filter.organisation = organisation;
  read_ids(fields, letters.ids);
  const auto* given = fields.value("filter");
  if ((given != nullptr) != letters.ids.empty()) {
    fields.fail("give \"ids\" (not empty) or \"filter\", one of them; {} as a filter means all");
    return letters;
  }
  if (!given) return letters;
  adapters::StrictObject object(*given, "body.filter");
  auto filter =
      read_filter(organisation, [&](const char* name) { return read_text(object, name, ""); });
  if (const auto known = object.finish(); !known) fields.fail(known.error().message);
  if (!filter) fields.fail(filter.error().message);
  if (filter) letters.filter = std::move(*filter);
  return letters;
}

}  // namespace patchbay::api
