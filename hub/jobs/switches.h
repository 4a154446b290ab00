#pragma once
// The operator's switches: stop issuing at a partner, stop a queue, drain a hub, read-only mode.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/http/loops.h"
#include "hub/store/store.h"

namespace patchbay::jobs {

enum class SwitchKind {
  partner,    ///< nothing is issued at this partner; what is due stays pending
  queue,      ///< no job of this kind is claimed
  hub,        ///< this hub claims nothing more and answers not ready; its name is the hub's id
  read_only,  ///< no job is claimed anywhere and no request changes anything; no name
  disabled,   ///< this partner is out of the programme (R-054): no call goes out, its credentials
              ///< and webhooks are refused; what is due stays pending
};
const char* name_of(SwitchKind kind);  ///< "partner", "queue", "hub", "read_only", "disabled"
std::optional<SwitchKind> parse_switch_kind(std::string_view name);

/// Whether a switch of this kind is a partner's.
constexpr bool is_of_partner(SwitchKind kind) {
  return kind == SwitchKind::partner || kind == SwitchKind::disabled;
}

/// A switch that is thrown. Those of partners belong to an organisation, the others to the whole
/// installation (organisation "").
struct Switch {
  SwitchKind kind = SwitchKind::partner;
  OrganisationId organisation;
  std::string name;
  std::string reason;  ///< for people; never empty
  std::string actor;   ///< who threw it: "cli:anna", "api:admin"
  Timestamp thrown_at;

  bool operator==(const Switch&) const = default;
};

/// Whether this can be a switch: a name where its kind has one (1 to 200 bytes) and none where it
/// has not, a reason of 1 to 500 bytes, no control characters. Errors: invalid, naming the field.
Result<void> check(const Switch& thrown);

/// Throws a switch, or gives an older one a new reason. Signals every hub (channel "switches").
void throw_switch(store::Session& session, const Switch& thrown);
/// Returns false when it was not thrown. Signals every hub.
bool reset_switch(store::Session& session, SwitchKind kind, const OrganisationId& organisation,
                  const std::string& name);
/// In order of kind and name.
std::vector<Switch> list_switches(store::Session& session);

/// Whether requests and commands may change something, exactly, by the transaction of the change.
/// Errors: unavailable: read-only mode, and its reason.
Result<void> check_changes_allowed(store::Session& session);

/// Open jobs that a switch of a partner or a queue holds back, or would.
std::int64_t count_held(store::Session& session, SwitchKind kind,
                        const OrganisationId& organisation, const std::string& name);

/// The thrown switches as this process knows them: read at construction, again at every signal, and
/// every second in case one was lost (SQLite: another process threw it). While the store cannot be
/// read they stay as they were. Thread safe, cheap to ask.
class SwitchBoard {
 public:
  virtual ~SwitchBoard() = default;
  /// Nothing that moves value goes there: it is stopped or disabled.
  virtual bool stops_partner(const OrganisationId& organisation,
                             const std::string& partner) const = 0;
  virtual bool is_disabled(const OrganisationId& organisation,
                           const std::string& partner) const = 0;
  virtual bool stops_queue(const std::string& kind) const = 0;
  virtual bool drains(const std::string& hub) const = 0;
  virtual bool is_read_only() const = 0;
  virtual std::vector<Switch> thrown() const = 0;
  /// `fn` is called on a store or loop thread after the board changed, until the returned handle
  /// goes (a call that runs just then is waited for: not from inside `fn`). Must not block.
  using Subscription = std::shared_ptr<void>;
  [[nodiscard]] virtual Subscription on_change(std::function<void()> fn) = 0;
  /// Follows no more changes: what it says stays. To be called before the store goes.
  virtual void stop() {}
};

/// The store and the loops outlive the board. Reads the store at once (blocks: not from a loop).
/// Errors (ErrorException): unavailable.
std::unique_ptr<SwitchBoard> make_switch_board(store::Store& store, http::Loops& loops);

/// A board on which nothing is ever thrown: for tests and commands without switches.
SwitchBoard& no_switches();

}  // namespace patchbay::jobs
