#pragma once
// One partner to try calls at, without a hub: its own sandbox, or the partner as configured.

#include <memory>

#include "adapters/recording_plug.h"
#include "adapters/scrub.h"
#include "hub/app/operator/plug_folder.h"

namespace patchbay::app {

struct TrialFlags : PlugFlags {
  bool sandbox = false;               ///< its own sandbox, even with --config
  bool yes = false;                   ///< value may move at the configured partner
  std::string key, reason, customer;  ///< key: empty: a new one where value moves
  std::vector<std::string> settings;  ///< "name=value", for the sandbox
  bool is_live() const { return config_file.has_value() && !sandbox; }
};
/// Adds --sandbox, --set, --yes and --reason to a command.
void add_trial_flags(CLI::App& command, TrialFlags& flags);

struct Tried {
  adapters::RecordedCall call;
  adapters::Outcome outcome;  ///< the hub's word
  Duration took{};
};

/// For one thread that is no loop.
class Trial {
 public:
  /// The sandbox runs in this process on a free port with books of its own (tools_folder()); the
  /// configured partner is called through the store's limits and switches, as by a hub.
  /// Errors: of the plug, of the configuration, of the sandbox's script; conflict: another try uses
  /// the books.
  static Result<std::unique_ptr<Trial>> open(const TrialFlags& flags);
  virtual ~Trial() = default;

  virtual const PlugFolder& folder() const = 0;
  virtual adapters::Plug& plug() = 0;
  /// Knows the secrets of the partner.
  virtual const adapters::Scrubber& scrubber() const = 0;
  /// "its sandbox", or the partner's api_url.
  virtual std::string place() const = 0;

  /// One call from request to outcome. Errors: not_found: no such capability; invalid: the request
  /// breaks its schema; refused: value would move at the configured partner, without --yes;
  /// unavailable: read-only mode.
  virtual Result<Tried> call(const std::string& capability, const boost::json::value& request) = 0;
};

}  // namespace patchbay::app
