#include "hub/app/plugs/keeper.h"

#include <atomic>
#include <set>
#include <thread>

#include "hub/app/plugs/candidate.h"
#include "hub/app/plugs/file_watch.h"
#include "hub/app/plugs/plug_decision.h"
#include "hub/app/plugs/plug_rows.h"
#include "hub/app/plugs/shelf.h"
#include "hub/base/log.h"

namespace patchbay::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_every{1'000};  // at wishes, in case their signal was lost
/// Editors and copies write several files: they are done when it was quiet for so long.
constexpr milliseconds quiet_for{15};
constexpr int rounds_max = 60;  // of waiting for quiet
constexpr std::chrono::hours forgotten_after{24};

/// One plug as the keeper's thread has it.
struct Kept {
  PlugState state;
  std::vector<PartnerSetup> setups;
  std::string refused = {};  ///< see PlugView
  bool is_told = false;      ///< the store has the state
  bool must_look = false;    ///< its files changed, or changed under the look
};

class Keeper final : public PlugKeeper {
 public:
  explicit Keeper(KeeperParts parts)
      : parts_(std::move(parts)), shelf_(parts_.shelf_folder), watch_(parts_.home) {
    const Timestamp now = parts_.clock.now();
    for (const auto& setup : parts_.setups) kept_[setup.plug].setups.push_back(setup);
    for (auto& [plug, kept] : kept_) {
      const auto partner = parts_.registry.find(kept.setups.front().id);
      kept.state = {plug, parts_.serving[plug], partner->plug->manifest().version, now};
      kept.state.looked_at = now;
      parts_.reloads->settled(plug);
    }
    follow_wishes();
    signals_ = parts_.store.subscribe(plugs_channel, [this] { watch_.wake(); });
    thread_ = std::thread([this] { run(); });
  }

  ~Keeper() override {
    signals_.reset();
    stopping_ = true;
    watch_.wake();
    thread_.join();
    try {
      const Timestamp before = parts_.clock.now() - Duration(forgotten_after);
      parts_.store.run_blocking(store::Access::write, [&](store::Session& session) {
        forget_states(session, parts_.hub, before);
      });
    } catch (const std::exception& error) {
      log_line(LogLevel::warning, "plugs.not_forgotten", {{"error", error.what()}});
    }
  }

 private:
  void run() {
    shelve_all();
    tell();
    while (!stopping_) {
      note(watch_.wait(has_work() ? quiet_for : look_every));
      for (int round = 0; round < rounds_max && has_work() && !stopping_; ++round) {
        const auto seen = watch_.wait(quiet_for);
        if (seen.is_quiet) break;
        note(seen);
      }
      if (stopping_) return;
      follow_wishes();
      for (auto& [plug, kept] : kept_)
        if (std::exchange(kept.must_look, false)) look_at(kept);
      tell();
    }
  }

  bool has_work() const {
    return std::any_of(kept_.begin(), kept_.end(),
                       [](const auto& one) { return one.second.must_look; });
  }
  void note(const FileWatch::Seen& seen) {
    for (auto& [plug, kept] : kept_)
      kept.must_look = kept.must_look || seen.all || seen.plugs.contains(plug);
  }

  /// Whoever asked since the last look is heard now.
  void follow_wishes() {
    try {
      for (auto& wish : parts_.store.run_blocking(store::Access::read, list_wishes)) {
        const auto found = kept_.find(wish.plug);
        if (found == kept_.end()) continue;
        auto& known = wishes_[wish.plug];
        if (known.asked_at == wish.asked_at && known.stamp == wish.stamp) continue;
        known = std::move(wish);
        found->second.refused.clear();
        look_at(found->second);
      }
    } catch (const std::exception& error) {
      if (complaint_ != error.what())
        log_line(LogLevel::warning, "plugs.wishes_not_read", {{"error", error.what()}});
      complaint_ = error.what();
    }
  }

  void look_at(Kept& kept) {
    const auto& wished = wishes_[kept.state.plug];
    const auto files = read_version(parts_.home, kept.state.plug);
    const std::string on_disk = files ? stamp_of(*files) : "";
    const PlugMove move = decide({on_disk, kept.state.stamp, kept.refused, wished.stamp});
    kept.is_told = false;
    if (move == PlugMove::take_files) {
      take(kept, on_disk, parts_.home);
      if (kept.state.stamp == on_disk) shelve(kept.state.plug, *files);
    } else if (move == PlugMove::take_version) {
      if (const auto home = shelf_.find(kept.state.plug, wished.stamp))
        take(kept, wished.stamp, *home);
      else
        refuse(kept, wished.stamp,
               not_found("version " + wished.stamp +
                         " is not on the shelf of this hub; see: "
                         "patchbay partner versions"));
    } else if (!files && wished.stamp.empty()) {
      refuse(kept, "", files.error());
    } else if (wished.stamp.empty() ? on_disk == kept.state.stamp
                                    : wished.stamp == kept.state.stamp) {
      settle(kept);
    }
    kept.state.looked_at = parts_.clock.now();
  }

  void take(Kept& kept, const std::string& stamp, const Home& home) {
    auto candidate = make_candidate(kept.setups, home, parts_.cache_folder, parts_.registry);
    const auto after = read_version(home, kept.state.plug);
    if (!after || stamp_of(*after) != stamp) {
      kept.must_look = true;  // changed under the look: nobody knows what was loaded
      return;
    }
    if (!candidate) return refuse(kept, stamp, candidate.error());
    for (auto& member : candidate->members) {
      parts_.intake.set_verifier(member.partner->id, std::move(member.verifier));
      parts_.registry.replace(std::move(member.partner));
    }
    log_line(LogLevel::info, "plug.swapped",
             {{"plug", kept.state.plug}, {"stamp", stamp}, {"version", candidate->version}});
    parts_.reloads->swapped(kept.state.plug);
    kept.state = {kept.state.plug, stamp, candidate->version, parts_.clock.now()};
  }

  void refuse(Kept& kept, const std::string& stamp, const Error& why) {
    kept.refused = stamp;
    log_line(LogLevel::error, "plug.not_taken",
             {{"plug", kept.state.plug},
              {"stamp", stamp},
              {"error", why.message},
              {"serving", kept.state.stamp}});
    parts_.reloads->refused(kept.state.plug);
    kept.state.problem = why.message;
    kept.state.problem_stamp = stamp;
  }
  /// What serves is what is wanted.
  void settle(Kept& kept) {
    parts_.reloads->settled(kept.state.plug);
    kept.state.problem.clear();
    kept.state.problem_stamp.clear();
  }

  /// The store hears of what changed; a store that takes nothing hears of it at the next round.
  void tell() {
    const auto is_told = [](const auto& one) { return one.second.is_told; };
    if (std::all_of(kept_.begin(), kept_.end(), is_told)) return;
    try {
      parts_.store.run_blocking(store::Access::write, [this](store::Session& session) {
        for (const auto& [plug, kept] : kept_)
          if (!kept.is_told) tell_state(session, parts_.hub, kept.state);
      });
      for (auto& [plug, kept] : kept_) kept.is_told = true;
    } catch (const std::exception& error) {
      log_line(LogLevel::warning, "plugs.not_told", {{"error", error.what()}});
    }
  }

  /// What serves since the start: also those that changed before they were watched.
  void shelve_all() {
    for (auto& [plug, kept] : kept_) {
      const auto files = read_version(parts_.home, plug);
      if (files && stamp_of(*files) == kept.state.stamp)
        shelve(plug, *files);
      else
        kept.must_look = true;
    }
  }
  /// After it serves, to delay nothing. What cannot be kept cannot be gone back to, no more.
  void shelve(const std::string& plug, const VersionFiles& files) {
    if (auto kept = shelf_.keep(plug, files); !kept)
      log_line(LogLevel::warning, "plug.not_shelved",
               {{"plug", plug}, {"error", kept.error().message}});
  }

  KeeperParts parts_;
  Shelf shelf_;
  FileWatch watch_;
  std::map<std::string, PlugWish> wishes_;  ///< heard, by plug
  std::string complaint_;                   ///< the last, so that it stands in the log once
  std::map<std::string, Kept> kept_;
  std::atomic<bool> stopping_ = false;
  store::Store::Subscription signals_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<PlugKeeper> start_plug_keeper(KeeperParts parts) {
  return std::make_unique<Keeper>(std::move(parts));
}

}  // namespace patchbay::app
