#include "hub/app/operator/operator.h"

#include <pwd.h>
#include <unistd.h>

#include "hub/access/vault.h"
#include "hub/app/environment.h"
#include "hub/app/hiding.h"
#include "hub/app/home.h"

namespace patchbay::app {

Result<Installation> open_installation(const OperatorFlags& flags) {
  auto config = load_config(flags.config_file, process_environment(), shipped_plugs(find_home()));
  if (!config) return config.error();
  hide_secrets();
  Installation installation;
  installation.organisation = config->values.text("organisation");
  installation.store_url =
      flags.store_url.empty() ? config->values.text("store.url") : flags.store_url;
  installation.config = std::move(*config);
  auto store = store::open_store({.url = installation.store_url, .reader_threads = 1});
  if (!store) return store.error();
  installation.store = std::move(*store);
  return installation;
}

Result<Installation> open_vault(const OperatorFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here;
  if (!here->config.keys) return read_ring(here->config.key_source).error();
  const auto adopted =
      here->store->run_blocking(store::Access::write, [&](store::Session& session) {
        return access::adopt_keys(session, *here->config.keys, system_clock().now());
      });
  if (!adopted) return adopted.error();
  return here;
}

std::string actor_of_this_command() {
  const passwd* user = ::getpwuid(::getuid());
  return std::string("cli:") + (user ? user->pw_name : std::to_string(::getuid()).c_str());
}

}  // namespace patchbay::app
