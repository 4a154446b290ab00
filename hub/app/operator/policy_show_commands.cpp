// patchbay policy show | diff.

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/policy_desk.h"
#include "hub/loyalty/waiting_orders.h"
#include "hub/policy/difference.h"
#include "hub/policy/sentences.h"
#include "hub/policy/set_number.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;

struct ShowFlags : OperatorFlags {
  std::string rules;
  bool numbers = false;
};
struct DiffFlags : OperatorFlags {
  std::string first, second;
};

std::string upper_case(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

json::object head_of(const GivenRules& given) {
  return {{"version", given.policy.hash()},
          {"state", given.version ? json::value(policy::name_of(given.version->state))
                                  : json::value(nullptr)}};
}

void print_head(const GivenRules& given) {
  std::printf("%s", given.name.c_str());
  if (given.version) std::printf(", %s", policy::name_of(given.version->state));
  if (given.version && given.version->active_from)
    std::printf(" from %s", to_rfc3339(*given.version->active_from).c_str());
  std::puts("");
}

void print_tables(const std::vector<policy::RuleTable>& tables) {
  for (const auto& table : tables) {
    std::printf("\n%s\n", table.title.c_str());
    for (const auto& sentence : table.sentences) std::printf("  %s\n", sentence.c_str());
    std::puts("");
    Listing listing{{}, table.rows, {}, ""};
    for (const auto& column : table.columns) listing.columns.push_back(upper_case(column));
    print(listing, false);
  }
}

void print_numbers(const policy::Policy& rules, bool as_json) {
  Listing listing{{"PATH", "VALUE", "WHERE"}, {}, {}, "these rules declare no number"};
  for (const auto& number : policy::declared_numbers(rules)) {
    listing.rows.push_back({number.path, number.value, number.where});
    listing.items.push_back(
        json::object{{"path", number.path}, {"value", number.value}, {"where", number.where}});
  }
  print(listing, as_json);
}

std::string waiting_warning(const loyalty::WaitingCount& waiting) {
  const bool is_one = waiting.orders == 1;
  std::string text = "warning: " + std::to_string(waiting.orders);
  text += is_one ? " order waits" : " orders wait";
  if (waiting.oldest_since) text += " since " + to_rfc3339(*waiting.oldest_since);
  text += ", because a rule failed: " + waiting.oldest_reason;
  return text + "\n  Activate rules that decide about " + (is_one ? "it" : "them") +
         "; nothing is lost until then.";
}

/// Says on standard error when orders wait for better rules. A folder has no orders.
Result<void> warn_of_waiting_orders(PolicyDesk& desk, const GivenRules& given) {
  if (!given.version) return {};
  const auto opened = desk.here();
  if (!opened) return opened.error();
  const auto waiting =
      (*opened)->store->run_blocking(store::Access::read, [&](store::Session& session) {
        return loyalty::count_waiting_orders(session, (*opened)->organisation);
      });
  if (waiting.orders > 0) std::fprintf(stderr, "%s\n", waiting_warning(waiting).c_str());
  return {};
}

Result<void> run_show(const ShowFlags& flags) {
  PolicyDesk desk(flags);
  const auto given = desk.rules(flags.rules);
  if (!given) return given.error();
  if (auto warned = warn_of_waiting_orders(desk, *given); !warned) return warned;
  if (flags.numbers) {
    print_numbers(given->policy, flags.json);
    return {};
  }
  const auto tables = policy::rule_tables(given->policy);
  if (flags.json) {
    json::object whole = head_of(*given);
    whole["tables"] = policy::to_json(tables);
    std::puts(json::serialize(whole).c_str());
    return {};
  }
  print_head(*given);
  print_tables(tables);
  return {};
}

/// The newest version that is not the one given.
Result<std::string> newest_but(PolicyDesk& desk, const std::string& id) {
  const auto opened = desk.here();
  if (!opened) return opened.error();
  const auto versions =
      (*opened)->store->run_blocking(store::Access::read, [&](store::Session& session) {
        return policy::list_versions(session, (*opened)->organisation, system_clock().now());
      });
  for (const auto& version : versions)
    if (version.id != id) return version.id;
  return not_found("there is only one version; name a folder to compare it with");
}

Result<void> run_diff(const DiffFlags& flags) {
  PolicyDesk desk(flags);
  const bool has_two = !flags.second.empty();
  const auto before = desk.rules(has_two ? flags.first : "");
  if (!before) return before.error();
  std::string other = has_two ? flags.second : flags.first;
  if (other.empty()) {
    const auto newest = newest_but(desk, before->policy.hash());
    if (!newest) return newest.error();
    other = *newest;
  }
  const auto after = desk.rules(other);
  if (!after) return after.error();
  if (flags.json) {
    const json::object whole{
        {"from", before->policy.hash()},
        {"to", after->policy.hash()},
        {"changes", policy::to_json(policy::difference(before->policy, after->policy))}};
    std::puts(json::serialize(whole).c_str());
    return {};
  }
  std::printf("from %s to %s:\n", before->name.c_str(), after->name.c_str());
  print_difference(before->policy, after->policy);
  return {};
}

}  // namespace

void add_policy_show_commands(CLI::App& group, CommandJob& job) {
  const auto show_flags = std::make_shared<ShowFlags>();
  auto* show = group.add_subcommand("show", "The rules as sentences and tables, every number");
  show->add_option("rules", show_flags->rules, "A version or a folder; else the active version");
  show->add_flag("--numbers", show_flags->numbers,
                 "Only the numbers, with the paths by which `policy set` takes them");
  add_operator_flags(*show, *show_flags);
  show->footer("Example: patchbay policy show --numbers");
  show->callback([show_flags, &job] { job = [show_flags] { return run_show(*show_flags); }; });

  const auto diff_flags = std::make_shared<DiffFlags>();
  auto* diff = group.add_subcommand("diff", "What differs, rule by rule");
  diff->add_option("first", diff_flags->first,
                   "A version or a folder. One: what it changes of the active version. None: what "
                   "the newest version changes of it");
  diff->add_option("second", diff_flags->second, "Another one: what it changes of the first");
  add_operator_flags(*diff, *diff_flags);
  diff->footer(
      "Example: patchbay policy diff rules/\n"
      "         patchbay policy diff previous active");
  diff->callback([diff_flags, &job] { job = [diff_flags] { return run_diff(*diff_flags); }; });
}

}  // namespace patchbay::app
