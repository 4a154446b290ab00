#include "hub/app/demo/identity.h"

#include <boost/json.hpp>
#include <filesystem>

#include "hub/app/demo/identity_store.h"
#include "hub/app/files.h"
#include "hub/base/failpoint.h"
#include "hub/base/text.h"
#include "hub/http/json.h"
#include "hub/jobs/leases.h"
#include "hub/oauth/tokens.h"
#include "hub/store/store.h"

namespace patchbay::app {
namespace {

struct FolderIdentity {
  Identity identity;
  bool bound = false;
};

Result<std::optional<FolderIdentity>> read_folder(const std::string& file) {
  if (!std::filesystem::exists(file)) return std::optional<FolderIdentity>();
  auto text = read_file(file);
  if (!text) return text.error();
  const auto json = parse_json(*text);
  const auto* object = json ? json->if_object() : nullptr;
  FolderIdentity found;
  for (const auto& [name, target] : {std::pair{"run_id", &found.identity.run_id},
                                     {"input_hash", &found.identity.input_hash},
                                     {"store", &found.identity.store_url}}) {
    const auto* value = object != nullptr ? object->if_contains(name) : nullptr;
    if (value == nullptr || !value->is_string())
      return corrupt(file + " is damaged; use another data folder");
    *target = std::string(value->as_string());
  }
  const auto* bound = object->if_contains("bound");
  found.bound = bound != nullptr && bound->is_bool() && bound->as_bool();
  return std::optional(found);
}

Result<void> write_folder(const std::string& file, const Identity& identity, bool bound) {
  return write_file(file,
                    boost::json::serialize(boost::json::object{{"run_id", identity.run_id},
                                                               {"input_hash", identity.input_hash},
                                                               {"store", identity.store_url},
                                                               {"bound", bound}}));
}

}  // namespace

Result<Identity> decide_identity(const Identity& wanted, const std::optional<Identity>& folder,
                                 const std::optional<Identity>& store, bool folder_is_bound) {
  if (!folder && store)
    return conflict("the store " + wanted.store_url + " belongs to run " + store->run_id +
                    " of another data folder; use that folder, or an empty store");
  if (!folder) return wanted;
  if (folder->input_hash != wanted.input_hash)
    return conflict("this data folder belongs to other orders (run " + folder->run_id +
                    "); use the same orders, or an empty data folder");
  if (folder->store_url != wanted.store_url)
    return conflict("this data folder belongs to the store " + folder->store_url +
                    "; use that store, or an empty data folder");
  if (!store && folder_is_bound)
    return conflict("the store " + wanted.store_url + " does not hold run " + folder->run_id +
                    " of this data folder; bring the store back, or use an empty data folder");
  if (store && (store->run_id != folder->run_id || store->input_hash != folder->input_hash))
    return conflict("the store " + wanted.store_url + " belongs to run " + store->run_id +
                    ", this data folder to run " + folder->run_id +
                    "; use an empty data folder and an empty store");
  return *folder;
}

Result<Identity> bind_identity(const std::string& file, const Identity& asked) {
  Identity wanted = asked;
  auto name = store::public_url(asked.store_url);
  if (!name) return name.error();
  wanted.store_url = std::move(*name);
  const auto folder = read_folder(file);
  if (!folder) return folder.error();
  store::StoreOptions options;
  options.url = asked.store_url;
  auto store = store::open_store(options);
  if (!store) return store.error();
  const auto held = (*store)->run_blocking(store::Access::read, read_identity);

  const auto of_folder = *folder ? std::optional((*folder)->identity) : std::nullopt;
  auto identity = decide_identity(wanted, of_folder, held, *folder && (*folder)->bound);
  if (!identity) return identity.error();
  if (!*folder)
    if (auto written = write_folder(file, *identity, false); !written) return written.error();
  (*store)->run_blocking(store::Access::write, [&](store::Session& session) {
    write_identity(session, *identity);
    // Another data folder may have bound the same empty store in between.
    const auto written = read_identity(session);
    if (!written || written->run_id != identity->run_id)
      throw ErrorException(decide_identity(wanted, std::nullopt, written, false).error());
    jobs::release_leases(session, identity->run_id);
    oauth::release_leases(session, identity->run_id);
    failpoint("app.identity.before_commit");
  });
  failpoint("app.identity.committed");
  if (auto written = write_folder(file, *identity, true); !written) return written.error();
  return identity;
}

}  // namespace patchbay::app
