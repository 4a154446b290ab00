#include "hub/app/operator/rotation.h"

#include <algorithm>
#include <charconv>

#include "hub/access/audit.h"
#include "hub/access/reseal.h"
#include "hub/access/vault.h"
#include "hub/app/files.h"
#include "hub/app/sealed_columns.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

/// "k<number>" after the greatest of the ring, so that no id of a retired key comes again.
std::string next_id(const crypto::KeyRing& ring) {
  std::uint32_t greatest = 0;
  for (const auto& id : ring.ids()) {
    std::uint32_t number = 0;
    const char* end = id.data() + id.size();
    const auto [stop, failed] = std::from_chars(id.data() + 1, end, number);
    if (id.front() == 'k' && failed == std::errc() && stop == end)
      greatest = std::max(greatest, number);
  }
  return "k" + std::to_string(greatest + 1);
}

void audit(store::Session& session, const std::string& action, const std::string& key,
           const std::string& reason) {
  access::AuditEntry entry;
  entry.actor = actor_of_this_command();
  entry.action = action;
  entry.subject = "key:" + key;
  entry.reason = reason;
  entry.at = system_clock().now();
  access::record(session, entry);
}

bool order(store::Session& session, const OrganisationId& organisation, const std::string& key,
           std::int64_t per_second) {
  access::Reseal reseal;
  reseal.key = key;
  reseal.actor = actor_of_this_command();
  reseal.per_second = per_second;
  reseal.ordered_at = system_clock().now();
  return access::order_reseal(session, organisation, reseal);
}

/// What a person does where this program cannot write.
Error cannot_write(const KeySource& source, const std::string& change, const std::string& then) {
  const std::string place = source.kind == KeySource::Kind::environment
                                ? "ENCRYPTION_KEY"
                                : "the command of security.key_command";
  return refused(
      "the key ring comes from " + place + ", which cannot be written here: " + change +
      " there (lines, or pieces between \";\": \"<id> <64 hex>\", newest last), " +
      (source.kind == KeySource::Kind::environment ? "restart the hubs" : "send the hubs SIGHUP") +
      ", then " + then);
}

/// One rotation at a time. Errors: conflict.
Result<FileLock> lock_ring(const std::string& file) {
  auto lock = FileLock::take(file + ".lock");
  if (!lock && lock.error().kind == ErrorKind::conflict)
    return conflict(file + ".lock: another change of the key ring is at work");
  return lock;
}

}  // namespace

Result<std::string> rotate_keys(Installation& here, const RotationOrder& wanted) {
  const auto& source = here.config.key_source;
  if (source.kind != KeySource::Kind::file)
    return cannot_write(source, "put a new key (patchbay keys generate --id k2) behind the others",
                        "say: patchbay keys reseal");
  auto lock = lock_ring(source.file);
  if (!lock) return lock.error();
  const auto ring = read_ring(source);  // as it is under the lock
  if (!ring) return ring.error();
  const std::string id = wanted.id.empty() ? next_id(*ring) : wanted.id;
  if (!crypto::is_key_id(id))
    return invalid("--id: a key id has up to 32 letters, digits, \"_\" or \"-\"");
  const auto needed = here.store->run_blocking(store::Access::read, access::needed_keys);
  if (ring->holds(id) || std::find(needed.begin(), needed.end(), id) != needed.end())
    return conflict("key id \"" + id + "\" is taken; choose another by --id");
  const auto rotated = ring->with(crypto::KeyRing::generate(id));
  // The file first: nothing may be sealed with a key that a crash could lose.
  if (auto written = write_ring(source.file, rotated); !written) return written.error();
  run_change_on(here, [&](store::Session& session) {
    access::adopt_keys(session, rotated, system_clock().now()).value();
    order(session, here.organisation, id, wanted.per_second);
    audit(session, "keys.rotate", id, wanted.reason);
  });
  return id;
}

Result<bool> reseal_keys(Installation& here, const RotationOrder& wanted) {
  const auto& ring = *here.config.keys;
  return run_change_on(here, [&](store::Session& session) {
    access::adopt_keys(session, ring, system_clock().now()).value();
    const bool ordered = order(session, here.organisation, ring.active(), wanted.per_second);
    if (ordered) audit(session, "keys.reseal", ring.active(), wanted.reason);
    return ordered;
  });
}

Result<void> retire_key(Installation& here, const std::string& id, const std::string& reason) {
  const auto& source = here.config.key_source;
  const bool is_file = source.kind == KeySource::Kind::file;
  std::optional<FileLock> held;
  if (is_file) {
    auto lock = lock_ring(source.file);
    if (!lock) return lock.error();
    held.emplace(std::move(*lock));
  }
  const auto ring = read_ring(source);
  if (!ring) return ring.error();
  try {
    run_change_on(here, [&](store::Session& session) {
      access::retire_key(session, all_sealed_columns(), *ring, id).value();
      audit(session, "keys.retire", id, reason);
    });
  } catch (const ErrorException& error) {
    // Retired before, but a crash kept it in the file.
    const bool is_left = error.error().kind == ErrorKind::not_found && ring->holds(id);
    if (!is_left) return error.error();
  }
  if (!ring->holds(id)) return {};
  if (!is_file)
    return cannot_write(source, "take key \"" + id + "\" out", "nothing more is to be done");
  auto left = ring->without(id);
  if (!left) return left.error();
  return write_ring(source.file, *left);
}

}  // namespace patchbay::app
