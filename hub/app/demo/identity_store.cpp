#include "hub/app/demo/identity_store.h"

#include <soci/soci.h>

namespace patchbay::app {
namespace {

// The demo is one organisation; its store carries one identity.
constexpr const char* insert_value =
    "INSERT INTO installation (organisation_id, name, value) VALUES ('demo', :name, :value) "
    "ON CONFLICT DO NOTHING";

std::optional<std::string> read_value(store::Session& session, const std::string& name) {
  std::string value;
  session.sql() << "SELECT value FROM installation WHERE organisation_id = 'demo' AND name = :name",
      soci::use(name), soci::into(value);
  if (!session.sql().got_data()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Identity> read_identity(store::Session& session) {
  auto run_id = read_value(session, "run_id");
  auto input_hash = read_value(session, "input_hash");
  if (!run_id || !input_hash) return std::nullopt;
  return Identity{*run_id, *input_hash, {}};
}

void write_identity(store::Session& session, const Identity& identity) {
  const std::string run_id = "run_id";
  const std::string input_hash = "input_hash";
  session.sql() << insert_value, soci::use(run_id), soci::use(identity.run_id);
  session.sql() << insert_value, soci::use(input_hash), soci::use(identity.input_hash);
}

}  // namespace patchbay::app
