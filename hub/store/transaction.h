#pragma once
// One piece of work in one transaction, with its retries. Private to hub/store.

#include <exception>
#include <functional>
#include <memory>

#include "hub/store/connection.h"
#include "hub/store/outlet.h"

namespace patchbay::store {

/// Who is told of commits.
struct Announcer {
  std::string speaker;  ///< this process, as other processes hear it
  std::shared_ptr<Signals> signals = std::make_shared<Signals>();
  std::shared_ptr<Outlet> outlet = std::make_shared<Outlet>();
};

/// Runs `work` and commits. Opens `connection` when it is null, and anew when it was lost. Returns
/// null or what went wrong for good.
std::exception_ptr run_transaction(const StoreUrl& url, Access access,
                                   std::unique_ptr<Connection>& connection,
                                   const Announcer& announcer,
                                   const std::function<void(Session&)>& work);

}  // namespace patchbay::store
