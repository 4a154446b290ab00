#include "hub/app/demo/identity_store.h"

#include "hub/store/query.h"

namespace patchbay::app {
namespace {

// The demo is one organisation; its store carries one identity.
std::optional<std::string> read_value(store::Session& session, const std::string& name) {
  return store::query_value<std::string>(
      session, "SELECT value FROM installation WHERE organisation_id = 'demo' AND name = :name",
      {{"name", name}});
}

void write_value(store::Session& session, const std::string& name, const std::string& value) {
  store::execute(session,
                 "INSERT INTO installation (organisation_id, name, value) "
                 "VALUES ('demo', :name, :value) ON CONFLICT DO NOTHING",
                 {{"name", name}, {"value", value}});
}

}  // namespace

std::optional<Identity> read_identity(store::Session& session) {
  auto run_id = read_value(session, "run_id");
  auto input_hash = read_value(session, "input_hash");
  if (!run_id || !input_hash) return std::nullopt;
  return Identity{*run_id, *input_hash, {}};
}

void write_identity(store::Session& session, const Identity& identity) {
  write_value(session, "run_id", identity.run_id);
  write_value(session, "input_hash", identity.input_hash);
}

}  // namespace patchbay::app
