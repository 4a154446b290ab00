#include "hub/access/roles.h"

#include <algorithm>
#include <array>

#include "hub/base/text.h"

namespace patchbay::access {
namespace {

constexpr std::string_view all_scopes[] = {
    "audit:read",        "credentials:read",  "credentials:write", "customers:read",
    "customers:write",   "events:write",      "hubs:read",         "hubs:write",
    "jobs:read",         "jobs:write",        "loyalty:read",      "loyalty:write",
    "partners:read",     "partners:write",    "policies:read",     "policies:write",
    "progress:read:own", "rewards:check:own", "rewards:claim:own", "rewards:read",
    "rewards:read:own",  "rewards:write",     "schedules:read",    "schedules:write",
    "switches:read",     "switches:write",    "webhooks:read",     "webhooks:write",
};

constexpr Role all_roles[] = {
    {"owner", "does everything and hands out credentials", "*"},
    {"operator", "runs the hub: partners, rewards, dead letters, schedules, switches",
     "audit:read credentials:read customers:read customers:write events:write hubs:read hubs:write "
     "jobs:read jobs:write loyalty:read loyalty:write partners:read partners:write policies:read "
     "policies:write rewards:read rewards:write schedules:read schedules:write switches:read "
     "switches:write webhooks:read webhooks:write"},
    {"auditor", "reads everything and changes nothing",
     "audit:read credentials:read customers:read hubs:read jobs:read loyalty:read partners:read "
     "policies:read rewards:read schedules:read switches:read webhooks:read"},
    {"editor", "business staff: reads the programme, changes and activates its rules",
     "customers:read loyalty:read partners:read policies:read policies:write rewards:read"},
    {"partner", "a partner's own server",
     "events:write loyalty:read loyalty:write partners:read webhooks:read webhooks:write"},
    {"service", "another program of the organisation",
     "customers:read customers:write events:write loyalty:read loyalty:write partners:read "
     "rewards:read rewards:write"},
    {"customer", "one customer, who sees and claims only their own",
     "progress:read:own rewards:check:own rewards:claim:own rewards:read:own"},
};

std::set<std::string> words_of(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), ',', ' ');
  std::set<std::string> words;
  for (const auto word : split(spaced, ' '))
    if (!word.empty()) words.emplace(word);
  return words;
}

Error unknown(const std::string& what, const std::string& name,
              const std::vector<std::string>& known) {
  const auto meant = nearest(name, known);
  return invalid("there is no " + what + " \"" + clean_text(name, 60) + "\"" +
                 (meant ? "; did you mean " + *meant + "?" : "; there are " + join(known, ", ")));
}

}  // namespace

std::span<const Role> roles() { return all_roles; }
std::span<const std::string_view> known_scopes() { return all_scopes; }

Result<std::set<std::string>> scopes_of(std::string_view role, std::string_view scopes) {
  const auto found = std::find_if(std::begin(all_roles), std::end(all_roles),
                                  [&](const Role& one) { return one.name == role; });
  if (found == std::end(all_roles)) {
    std::vector<std::string> names;
    for (const auto& one : all_roles) names.emplace_back(one.name);
    return unknown("role", std::string(role), names);
  }
  const auto whole = words_of(found->scopes);
  const auto wanted = words_of(scopes);
  const std::vector<std::string> known(std::begin(all_scopes), std::end(all_scopes));
  for (const auto& scope : wanted) {
    if (scope != "*" && std::find(known.begin(), known.end(), scope) == known.end())
      return unknown("scope", scope, known);
    if (!whole.contains("*") && !whole.contains(scope))
      return refused("the role " + std::string(role) + " does not have the scope " + scope);
  }
  return wanted.empty() ? whole : wanted;
}

}  // namespace patchbay::access
