#include "hub/jobs/schedule_row_store.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace patchbay::jobs {
namespace {

boost::json::object to_json(const std::map<std::string, std::string>& texts) {
  boost::json::object object;
  for (const auto& [name, text] : texts) object[name] = text;
  return object;
}

std::map<std::string, std::string> texts_of(const boost::json::value& value) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, text] : value.as_object())
    texts.emplace(name, std::string(text.as_string()));
  return texts;
}

}  // namespace

std::string to_stored(const Definition& definition) {
  return boost::json::serialize(boost::json::object{{"fields", to_json(definition.fields)},
                                                    {"settings", to_json(definition.settings)}});
}

Result<Definition> from_stored(const std::string& text) {
  try {
    const auto stored = boost::json::parse(text);
    auto definition =
        read_definition(texts_of(stored.at("fields")), texts_of(stored.at("settings")));
    if (definition) return definition;
    return corrupt(definition.error().message);
  } catch (const std::exception& error) {
    return corrupt(std::string("its stored definition cannot be read: ") + error.what());
  }
}

void each_schedule(store::Session& session, const std::string& sql, store::Params params,
                   const std::function<void(StoredSchedule)>& fn) {
  store::query(
      session, sql, params,
      [&](std::string organisation, std::string id, std::string stored, std::string payload,
          std::string origin, bool paused, std::optional<Timestamp> next_at,
          std::optional<Timestamp> due_at, Timestamp created_at, Timestamp updated_at) {
        auto definition = from_stored(stored);
        if (!definition)
          return fn({organisation, id, origin, definition.error().in("schedule \"" + id + "\"")});
        fn({organisation, id, origin,
            Schedule{organisation, id, std::move(*definition), std::move(payload), origin, paused,
                     next_at, due_at, created_at, updated_at}});
      });
}

}  // namespace patchbay::jobs
