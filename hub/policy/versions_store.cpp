#include <algorithm>

#include "hub/policy/begun.h"
#include "hub/policy/versions.h"
#include "hub/store/rows.h"

namespace patchbay::policy {
namespace {

constexpr std::int64_t list_max = 200;
constexpr std::size_t beginning_min = 6;

/// Stored as it is but for what follows from the activations.
std::vector<VersionView> select(store::Session& session, const OrganisationId& organisation,
                                const std::string& beginning) {
  std::vector<VersionView> views;
  using Time = std::optional<Timestamp>;
  store::query(session,
               "SELECT id, parent, created_by, reason, created_at, tested_at, simulated_at"
               " FROM policy_versions WHERE organisation_id = :organisation"
               " AND substr(id, 1, CAST(:size AS INTEGER)) = :beginning"
               " ORDER BY created_at DESC, id LIMIT :most",
               {{"organisation", organisation},
                {"size", static_cast<std::int64_t>(beginning.size())},
                {"beginning", beginning},
                {"most", list_max}},
               [&](std::string id, std::string parent, std::string actor, std::string reason,
                   Timestamp created, Time tested, Time simulated) {
                 VersionView view;
                 view.id = std::move(id);
                 view.parent = std::move(parent);
                 view.created_by = std::move(actor);
                 view.reason = std::move(reason);
                 view.created_at = created;
                 view.tested_at = tested;
                 view.simulated_at = simulated;
                 views.push_back(std::move(view));
               });
  return views;
}

/// Fills in states and moments.
void add_activations(store::Session& session, const OrganisationId& organisation, Timestamp now,
                     std::vector<VersionView>& views) {
  const auto counting = counting_activations(session, organisation);
  const std::string active = active_of(counting, now);
  for (VersionView& view : views) {
    if (view.tested_at) view.state = VersionState::tested;
    if (view.simulated_at) view.state = VersionState::simulated;
    std::int64_t newest = 0;
    for (const Activation& activation : counting) {
      if (activation.version != view.id) continue;
      if (has_begun(activation, now)) view.state = VersionState::retired;
      if (activation.number < newest) continue;
      newest = activation.number;
      view.active_from = activation.active_from;
    }
    if (view.id == active) view.state = VersionState::active;
  }
}

Error unknown(const std::string& name) {
  return not_found("no version of the policies is called \"" + name + "\"; give the first " +
                   std::to_string(beginning_min) +
                   " or more characters of an id that `patchbay policy versions` lists, or the "
                   "words active or previous");
}

/// The words for people, or the name itself. Errors: not_found.
Result<std::string> resolve(store::Session& session, const OrganisationId& organisation,
                            const std::string& name, Timestamp now) {
  if (name != "active" && name != "previous") {
    if (name.size() < beginning_min) return unknown(name);
    return name;
  }
  const auto counting = counting_activations(session, organisation);
  const std::string id = name == "active" ? active_of(counting, now) : previous_of(counting, now);
  if (!id.empty()) return id;
  if (name == "active")
    return not_found(
        "no version of the policies is active; activate one with `patchbay policy "
        "activate`");
  return not_found("no version of the policies was active before the one that is active now");
}

}  // namespace

const char* name_of(VersionState state) {
  switch (state) {
    case VersionState::draft: return "draft";
    case VersionState::tested: return "tested";
    case VersionState::simulated: return "simulated";
    case VersionState::active: return "active";
    case VersionState::retired: return "retired";
  }
  return "";
}

std::string put_version(store::Session& session, const OrganisationId& organisation,
                        const NewVersion& version, Timestamp now) {
  std::string id = hash_of(version.files);
  const std::int64_t added = store::execute(
      session,
      "INSERT INTO policy_versions (organisation_id, id, parent, created_by, reason, created_at)"
      " VALUES (:organisation, :id, :parent, :actor, :reason, :now) ON CONFLICT DO NOTHING",
      {{"organisation", organisation},
       {"id", id},
       {"parent", active_version(session, organisation, now).value_or("")},
       {"actor", version.actor},
       {"reason", version.reason},
       {"now", now}});
  if (added == 0) return id;
  store::Rows rows({{"name", store::ColumnType::text}, {"text", store::ColumnType::text}});
  for (const PolicyFile& file : version.files) rows.add(file.name).add(file.text);
  store::execute(session,
                 "INSERT INTO policy_files (organisation_id, version, name, text)"
                 " SELECT :organisation, CAST(:id AS TEXT), name, text FROM {rows} AS r",
                 rows, {{"organisation", organisation}, {"id", id}});
  return id;
}

void mark_tested(store::Session& session, const OrganisationId& organisation, const std::string& id,
                 Timestamp now) {
  store::execute(session,
                 "UPDATE policy_versions SET tested_at = :now"
                 " WHERE organisation_id = :organisation AND id = :id",
                 {{"now", now}, {"organisation", organisation}, {"id", id}});
}

void mark_simulated(store::Session& session, const OrganisationId& organisation,
                    const std::string& id, Timestamp now) {
  store::execute(session,
                 "UPDATE policy_versions SET simulated_at = :now"
                 " WHERE organisation_id = :organisation AND id = :id",
                 {{"now", now}, {"organisation", organisation}, {"id", id}});
}

std::vector<VersionView> list_versions(store::Session& session, const OrganisationId& organisation,
                                       Timestamp now) {
  auto views = select(session, organisation, "");
  add_activations(session, organisation, now, views);
  return views;
}

Result<VersionView> find_version(store::Session& session, const OrganisationId& organisation,
                                 const std::string& name, Timestamp now) {
  const auto id = resolve(session, organisation, name, now);
  if (!id) return id.error();
  auto found = select(session, organisation, *id);
  if (found.empty()) return unknown(name);
  if (found.size() > 1)
    return conflict(std::to_string(found.size()) + " versions of the policies begin with \"" +
                    name + "\": " + found[0].id + ", " + found[1].id +
                    "; give more characters of the one that you mean");
  add_activations(session, organisation, now, found);
  return std::move(found.front());
}

Result<std::vector<PolicyFile>> version_files(store::Session& session,
                                              const OrganisationId& organisation,
                                              const std::string& id) {
  std::vector<PolicyFile> files;
  store::query(session,
               "SELECT name, text FROM policy_files WHERE organisation_id = :organisation"
               " AND version = :id",
               {{"organisation", organisation}, {"id", id}},
               [&](std::string name, std::string text) {
                 files.push_back({std::move(name), std::move(text)});
               });
  if (files.empty()) return unknown(id);
  // Not in SQL: databases order texts by their locale.
  std::sort(files.begin(), files.end(), [](auto& a, auto& b) { return a.name < b.name; });
  return files;
}

}  // namespace patchbay::policy
