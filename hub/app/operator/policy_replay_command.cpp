// patchbay policy replay: kept decisions, decided again.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdio>

#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/policy_desk.h"
#include "hub/http/json.h"
#include "hub/policy/decisions.h"
#include "hub/policy/policy_book.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;
using policy::KeptDecision;

constexpr std::size_t page_size = 1'000;
constexpr std::size_t differences_max = 100;  // kept for the list; all are counted

struct ReplayFlags : OperatorFlags {
  std::string from, until, month;
};

struct Difference {
  std::string id, reference, version, kept, now;
};
struct Replayed {
  std::int64_t decisions = 0, different = 0;
  std::vector<Difference> first;
};

/// "2026-10" and the month after it, by UTC. Errors: invalid.
Result<policy::DecisionFilter> month_filter(const std::string& month) {
  const auto begin = parse_timestamp(month + "-01");
  if (!begin || month.size() != 7)
    return invalid("--month \"" + month + "\" is no month; write it as 2026-10");
  int year = 0, number = 0;
  std::from_chars(month.data(), month.data() + 4, year);
  std::from_chars(month.data() + 5, month.data() + 7, number);
  if (++number > 12) {
    number = 1;
    ++year;
  }
  std::string next = std::to_string(year);
  next.insert(0, 4 - std::min<std::size_t>(next.size(), 4), '0');
  const auto end =
      parse_timestamp(next + (number < 10 ? "-0" : "-") + std::to_string(number) + "-01");
  if (!end) return end.error().in("--month");
  policy::DecisionFilter filter;
  filter.from = *begin;
  filter.until = *end;
  return filter;
}

Result<policy::DecisionFilter> filter_of(const ReplayFlags& flags) {
  if (!flags.month.empty()) return month_filter(flags.month);
  policy::DecisionFilter filter;
  const auto from = time_of_flag("--from", flags.from);
  if (!from) return from.error();
  const auto until = time_of_flag("--until", flags.until);
  if (!until) return until.error();
  filter.from = *from;
  filter.until = *until;
  return filter;
}

/// What the same version says to the same facts now: effects, or why there are none.
json::value decide_again(const Result<policy::Policy>& rules, const KeptDecision& kept) {
  if (!rules) return json::value(rules.error().message);
  const auto decision = policy::decide(*rules, kept.facts);
  if (!decision) return json::value(decision.error().message);
  return policy::effects_json(*decision, *rules);
}

void compare(Replayed& replayed, const KeptDecision& kept, const json::value& now) {
  ++replayed.decisions;
  const auto before = parse_json(kept.effects);
  if (before && *before == now) return;
  ++replayed.different;
  if (replayed.first.size() < differences_max)
    replayed.first.push_back(
        {kept.id, kept.reference, kept.version, kept.effects, json::serialize(now)});
}

/// On a terminal only.
void show_progress(std::int64_t done, std::int64_t all) {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\r%lld of %lld decisions%s", static_cast<long long>(done),
               static_cast<long long>(all), done >= all ? "\n" : "");
}

/// Every kept decision of the period; reads page by page.
class Replay {
 public:
  Replay(const Installation& here, policy::DecisionFilter filter)
      : here_(here), filter_(std::move(filter)), book_(policy::make_policy_book()) {
    filter_.limit = page_size;
  }

  Replayed run() {
    const auto all = here_.store->run_blocking(store::Access::read, [&](store::Session& session) {
      return policy::count_decisions(session, here_.organisation, filter_);
    });
    Replayed replayed;
    for (;;) {
      const auto page = read_page();
      if (page.empty()) return replayed;
      for (const KeptDecision& kept : page)
        compare(replayed, kept, decide_again(versions_.at(kept.version), kept));
      filter_.after = page.back().id;
      show_progress(replayed.decisions, all);
    }
  }

 private:
  /// With the versions that it needs.
  std::vector<KeptDecision> read_page() {
    return here_.store->run_blocking(store::Access::read, [&](store::Session& session) {
      auto page = policy::list_decisions(session, here_.organisation, filter_);
      for (const KeptDecision& kept : page)
        if (!versions_.contains(kept.version))
          versions_.emplace(kept.version,
                            book_->version(session, here_.organisation, kept.version));
      return page;
    });
  }

  const Installation& here_;
  policy::DecisionFilter filter_;
  std::unique_ptr<policy::PolicyBook> book_;
  std::map<std::string, Result<policy::Policy>> versions_;
};

void print_json(const Replayed& replayed) {
  json::array differences;
  for (const Difference& one : replayed.first)
    differences.push_back(json::object{{"decision", one.id},
                                       {"reference", one.reference},
                                       {"version", one.version},
                                       {"kept", one.kept},
                                       {"now", one.now}});
  const json::object whole{{"decisions", replayed.decisions},
                           {"different", replayed.different},
                           {"differences", std::move(differences)}};
  std::puts(json::serialize(whole).c_str());
}

void print_text(const Replayed& replayed) {
  for (const Difference& one : replayed.first)
    std::printf("%s (%s, version %s)\n  kept %s\n  now  %s\n", one.id.c_str(),
                one.reference.c_str(), short_version(one.version).c_str(), one.kept.c_str(),
                one.now.c_str());
  std::printf("decisions decided again: %lld, different: %lld\n",
              static_cast<long long>(replayed.decisions),
              static_cast<long long>(replayed.different));
}

Result<void> run_replay(const ReplayFlags& flags) {
  auto filter = filter_of(flags);
  if (!filter) return filter.error();
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const Replayed replayed = Replay(*here, *std::move(filter)).run();
  if (flags.json)
    print_json(replayed);
  else
    print_text(replayed);
  if (replayed.different == 0) return {};
  return corrupt(std::to_string(replayed.different) + " of " + std::to_string(replayed.decisions) +
                 " decisions come out otherwise than they were kept");
}

}  // namespace

void add_policy_replay_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<ReplayFlags>();
  auto* command = group.add_subcommand("replay",
                                       "Decide kept decisions again, each by the version and facts "
                                       "that it was made of, and compare; "
                                       "changes nothing");
  auto* month = command->add_option("--month", flags->month, "As in 2026-10, by UTC");
  command->add_option("--from", flags->from, "Decided then or later: RFC 3339, or a day")
      ->excludes(month);
  command->add_option("--until", flags->until, "Decided before: RFC 3339, or a day")
      ->excludes(month);
  add_operator_flags(*command, *flags);
  command->footer("Example: patchbay policy replay --month 2026-10");
  command->callback([flags, &job] { job = [flags] { return run_replay(*flags); }; });
}

}  // namespace patchbay::app
