#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "adapters/case_file.h"
#include "adapters/case_json.h"
#include "adapters/drift.h"
#include "adapters/kinds.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/trial.h"

namespace patchbay::app {
namespace {

using adapters::Case;
using adapters::Drift;

constexpr int refusal = 400;  // statuses from here on were provoked, and say little of shapes

/// Whether the case's request can be sent again: it moves no value and sends nothing for somebody
/// (a request with our reference does, but for the question what became of it), and the partner
/// answered well, in a way that its plug understood.
bool can_replay(const Case& one, const std::string& kind) {
  const auto* capability = adapters::find_capability(kind, one.capability);
  if (!capability || capability->moves_value || one.exchange.empty()) return false;
  const auto* request = one.request.if_object();
  if (one.capability != "find_issued" && request && request->contains("reference")) return false;
  const auto* ended = one.outcome.if_contains("kind");
  if (!ended || *ended != "succeeded") return false;
  return std::all_of(one.exchange.begin(), one.exchange.end(), [](const auto& turn) {
    const auto* exchange = std::get_if<http::Exchange>(&turn.reply);
    const auto* response = exchange ? std::get_if<http::Response>(exchange) : nullptr;
    return response && response->status < refusal;
  });
}

void add_rows(Listing& listing, const Case& one, std::size_t step,
              const std::vector<Drift>& found) {
  for (const auto& drift : found) {
    const std::string place = drift.place.empty() ? "-" : drift.place;
    listing.rows.push_back({one.capability, one.name, std::to_string(step), drift.what, place,
                            drift.recorded, drift.live});
    listing.items.push_back(boost::json::object{{"capability", one.capability},
                                                {"case", one.name},
                                                {"step", step},
                                                {"what", drift.what},
                                                {"place", drift.place},
                                                {"recorded", drift.recorded},
                                                {"live", drift.live}});
  }
}

Result<void> replay(Trial& trial, const Case& one, Listing& listing) {
  const auto tried = trial.call(one.capability, one.request);
  if (!tried) return tried.error().in(one.file + ": \"" + one.name + "\"");
  const auto& turns = tried->call.turns;
  for (std::size_t i = 0; i < std::min(turns.size(), one.exchange.size()); ++i)
    add_rows(listing, one, i + 1,
             adapters::find_drift(adapters::case_reply(one.exchange[i].reply),
                                  adapters::case_reply(turns[i].reply)));
  if (turns.size() < one.exchange.size())
    add_rows(listing, one, turns.size() + 1,
             {{"steps", "", std::to_string(one.exchange.size()), std::to_string(turns.size())}});
  return {};
}

Result<void> run_drift(const TrialFlags& flags) {
  auto opened = Trial::open(flags);
  if (!opened) return opened.error();
  Trial& trial = **opened;
  const auto cases = adapters::read_cases(trial.folder().folder);
  if (!cases) return cases.error();
  Listing listing{{"CAPABILITY", "CASE", "STEP", "WHAT", "WHERE", "RECORDED", "LIVE"}, {}, {}, {}};
  std::size_t replayed = 0;
  for (const auto& one : *cases) {
    if (!can_replay(one, trial.plug().manifest().kind)) continue;
    ++replayed;
    if (auto done = replay(trial, one, listing); !done) return done;
  }
  listing.when_empty =
      std::to_string(replayed) + " of " + std::to_string(cases->size()) +
      " cases were replayed at " + trial.place() +
      ": nothing changed shape (the others move value, send something, or show a failure)";
  print(listing, flags.json);
  if (listing.items.empty()) return {};
  return invalid(std::to_string(listing.items.size()) +
                 " things changed shape; record the new answers once the plug copes with them");
}

}  // namespace

void add_partner_drift_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<TrialFlags>();
  auto* command =
      add_plug_command(group, *flags, "drift",
                       "Replay the cases that move no value and say what changed shape: "
                       "fields, types, statuses; exit 1 when something did");
  add_trial_flags(*command, *flags);
  command->footer("Example: patchbay partner drift acme --config patchbay.toml --json");
  command->callback([flags, &job] { job = [flags] { return run_drift(*flags); }; });
}

}  // namespace patchbay::app
