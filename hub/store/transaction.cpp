#include "hub/store/transaction.h"

#include <thread>

namespace patchbay::store {
namespace {

using std::chrono::milliseconds;

/// Before the second, third and fourth try.
constexpr milliseconds waits[] = {milliseconds(10), milliseconds(100), milliseconds(500)};

struct Attempt {
  std::exception_ptr error;
  Remedy remedy = Remedy::none;
};

void commit_work(Connection& connection, Access access, const Announcer& announcer,
                 const std::function<void(Session&)>& work) {
  const auto& signalled = connection.signalled();
  const bool listener_speaks = announcer.outlet->is_open();
  connection.signalled().clear();
  connection.begin(access);
  try {
    Session session(connection);
    work(session);
    if (!signalled.empty() && !listener_speaks) connection.announce(signalled, announcer.speaker);
    connection.commit();
  } catch (const soci::soci_error& error) {  // from work that uses SOCI itself
    auto translated = connection.translate(error, "a statement");
    connection.rollback();
    throw translated;
  } catch (...) {
    connection.rollback();
    throw;
  }
  announcer.signals->deliver(signalled);
  if (listener_speaks) announcer.outlet->give(signalled);
}

Attempt attempt(const StoreUrl& url, Access access, std::unique_ptr<Connection>& connection,
                const Announcer& announcer, const std::function<void(Session&)>& work) {
  try {
    if (!connection) {
      try {
        connection = connect(url, access);
      } catch (...) {
        return {std::current_exception(), Remedy::reconnect};
      }
    }
    commit_work(*connection, access, announcer, work);
    return {};
  } catch (const SqlError& error) {
    return {std::current_exception(), error.remedy()};
  } catch (...) {
    return {std::current_exception(), Remedy::none};
  }
}

}  // namespace

std::exception_ptr run_transaction(const StoreUrl& url, Access access,
                                   std::unique_ptr<Connection>& connection,
                                   const Announcer& announcer,
                                   const std::function<void(Session&)>& work) {
  auto result = attempt(url, access, connection, announcer, work);
  for (auto wait : waits) {
    if (!result.error || result.remedy == Remedy::none) break;
    if (result.remedy == Remedy::reconnect) connection.reset();
    std::this_thread::sleep_for(wait);
    result = attempt(url, access, connection, announcer, work);
  }
  if (result.remedy == Remedy::reconnect) connection.reset();
  return result.error;
}

}  // namespace patchbay::store
