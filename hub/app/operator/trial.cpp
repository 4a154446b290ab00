#include "hub/app/operator/trial.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>

#include "adapters/kinds.h"
#include "hub/access/audit.h"
#include "hub/app/files.h"
#include "hub/app/operator/calling_parts.h"
#include "hub/app/operator/trial_setup.h"
#include "hub/app/operator/work_folder.h"
#include "hub/base/id.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

class TrialBody final : public Trial {
 public:
  TrialBody(TrialFlags flags, PlugFolder found)
      : flags_(std::move(flags)),
        found_(std::move(found)),
        work_(fs::temp_directory_path().string() + "/patchbay-try") {}

  Result<void> open(const Home& home) {
    auto loaded = load_plug(found_);
    if (!loaded) return loaded.error();
    const adapters::Manifest manifest = (*loaded)->manifest();
    auto setup = flags_.is_live() ? at_partner(manifest) : in_sandbox(manifest);
    if (!setup) return setup.error();
    auto loaded_partners = load_partners({*setup}, found_.home(home), work_.path("plugins"));
    if (!loaded_partners) return loaded_partners.error();
    scrubber_.emplace(setup->secrets);
    return record(*loaded_partners, setup->id);
  }

  const PlugFolder& folder() const override { return found_; }
  adapters::Plug& plug() override { return *plug_; }
  const adapters::Scrubber& scrubber() const override { return *scrubber_; }
  std::string place() const override {
    if (!flags_.is_live()) return "its sandbox";
    const std::string url = adapters::api_url_of(*registry_.find(id_));
    return url.empty() ? "the configured partner" : url;
  }

  Result<Tried> call(const std::string& capability, const boost::json::value& request) override {
    const auto* known = adapters::find_capability(plug_->manifest().kind, capability);
    const auto& offered = plug_->manifest().capabilities;
    if (!known || std::find(offered.begin(), offered.end(), capability) == offered.end())
      return not_found("\"" + found_.name() + "\" has no capability \"" + capability +
                       "\"; it has " + join(offered, ", "));
    if (const auto fits = adapters::check_request(*known, request); !fits) return fits.error();
    if (auto allowed = allow(*known); !allowed) return allowed.error();
    return run(*known, request);
  }

 private:
  Result<PartnerSetup> in_sandbox(const adapters::Manifest& manifest) {
    if (!fs::exists(found_.folder + "/sandbox.lua"))
      return not_found(found_.folder + "/sandbox.lua does not exist; write what the partner's " +
                       "server does, or try the configured partner: --config FILE");
    const auto data = tools_folder(flags_);
    if (!data) return data.error();
    const std::string books = *data + "/try/" + found_.name() + ".books";
    std::error_code failed;
    fs::create_directories(books, failed);
    if (failed) return unavailable(books + ": cannot be made: " + failed.message());
    auto lock = FileLock::take(books + "/lock");
    if (!lock) return lock.error();
    books_lock_.emplace(std::move(*lock));
    Installation here;
    here.organisation = "try";
    here.config.keys = crypto::KeyRing::generate("try");
    auto store =
        store::open_store({.url = "sqlite://" + work_.path("store.db"), .reader_threads = 1});
    if (!store) return store.error();
    here.store = std::move(*store);
    parts_ = std::make_unique<CallingParts>(std::move(here));
    return with_sandbox(manifest, books);
  }

  /// The sandbox knows its port only once it runs, and needs the secrets before.
  Result<PartnerSetup> with_sandbox(const adapters::Manifest& manifest, const std::string& books) {
    auto setup = sandbox_setup(found_, manifest, "http://127.0.0.1", flags_.settings);
    if (!setup) return setup.error();
    auto sandbox = adapters::start_sandbox(parts_->loops(), sandbox_options(found_, *setup, books));
    if (!sandbox) return sandbox.error();
    sandbox_ = std::move(*sandbox);
    if (setup->settings.contains("api_url"))
      setup->settings["api_url"] =
          "http://127.0.0.1:" + std::to_string(sandbox_->port()) + "/" + found_.name();
    return setup;
  }

  Result<PartnerSetup> at_partner(const adapters::Manifest& manifest) {
    OperatorFlags flags;
    flags.config_file = flags_.config_file;
    auto here = open_vault(flags);
    if (!here) return here.error();
    parts_ = std::make_unique<CallingParts>(std::move(*here));
    return configured_setup(parts_->here().config, found_, manifest);
  }

  /// The same partner with a plug that notes what is said.
  Result<void> record(const adapters::Registry& loaded, const std::string& id) {
    id_ = id;
    adapters::Partner partner = *loaded.find(id);
    plug_ = partner.plug;
    partner.plug = adapters::make_recording_plug(plug_, recorded_);
    return registry_.add(std::move(partner));
  }

  /// Value at the configured partner moves by a person's word only, and it is in the audit.
  Result<void> allow(const adapters::Capability& capability) {
    if (!flags_.is_live() || !capability.moves_value) return {};
    if (!flags_.yes)
      return refused("\"" + capability.name + "\" moves value at " + place() +
                     "; say --yes if you mean it, or try it in its sandbox: --sandbox");
    const auto& here = parts_->here();
    run_change_on(here, [&](store::Session& session) {
      access::record(
          session,
          {here.organisation, actor_of_this_command(), "partner.try", "partner:" + id_,
           flags_.reason, R"({"capability":")" + capability.name + "\"}", system_clock().now()});
      return true;
    });
    return {};
  }

  Result<Tried> run(const adapters::Capability& capability, const boost::json::value& request) {
    adapters::Call call;
    call.organisation = parts_->here().organisation;
    call.partner = registry_.find(id_);
    call.capability = capability.name;
    call.idempotency_key = flags_.key;
    if (call.idempotency_key.empty() && capability.moves_value)
      call.idempotency_key = new_id("try", system_clock(), crypto::system_random());
    call.customer = flags_.customer;
    call.request = request;
    if (const auto* reference = request.as_object().if_contains("reference"))
      call.reference = reference->as_string();
    *recorded_ = {};
    const auto started = steady_clock::now();
    auto outcome = parts_->call(std::move(call));
    const auto took = std::chrono::duration_cast<Duration>(steady_clock::now() - started);
    return Tried{*recorded_, std::move(outcome), took};
  }

  const TrialFlags flags_;
  const PlugFolder found_;
  const WorkFolder work_;
  std::optional<FileLock> books_lock_;
  std::optional<adapters::Scrubber> scrubber_;
  std::shared_ptr<adapters::RecordedCall> recorded_ = std::make_shared<adapters::RecordedCall>();
  std::shared_ptr<adapters::Plug> plug_;
  adapters::Registry registry_;
  std::string id_;
  std::unique_ptr<CallingParts> parts_;
  std::unique_ptr<adapters::Sandbox> sandbox_;  // on the loops of the parts
};

}  // namespace

void add_trial_flags(CLI::App& command, TrialFlags& flags) {
  command.add_flag("--sandbox", flags.sandbox,
                   "Its own sandbox, started for this call (the default without --config)");
  command.add_option("--set", flags.settings, "name=value: a setting for the sandbox");
  command.add_flag("--yes", flags.yes, "With --config: value may move at the real partner");
  command.add_option("--reason", flags.reason, "With --config: for the audit");
  command.add_option("--customer", flags.customer,
                     "With --config: of a partner that each customer has to let in");
}

Result<std::unique_ptr<Trial>> Trial::open(const TrialFlags& flags) {
  const auto home = home_of(flags);
  if (!home) return home.error();
  auto found = find_plug(flags.partner, *home);
  if (!found) return found.error();
  auto trial = std::make_unique<TrialBody>(flags, std::move(*found));
  if (auto opened = trial->open(*home); !opened) return opened.error();
  return std::unique_ptr<Trial>(std::move(trial));
}

}  // namespace patchbay::app
