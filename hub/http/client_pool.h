#pragma once
// Kept connections of one loop, by origin, with a limit and a line.

#include <list>
#include <memory>
#include <optional>
#include <string>

#include "hub/http/client_connection.h"

namespace patchbay::http {

class ClientPool;

/// The right to use one of an origin's connections; given back when it goes. `connection` may be
/// empty: then the holder opens one.
class Lease {
 public:
  Lease(std::shared_ptr<ClientPool> pool, std::string origin);
  Lease(Lease&&) = default;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  std::unique_ptr<ClientConnection> connection;
  bool reusable = false;  ///< set when the connection may be kept

 private:
  std::shared_ptr<ClientPool> pool_;
  std::string origin_;
};

class ClientPool : public std::enable_shared_from_this<ClientPool> {
 public:
  ClientPool(Executor loop, std::size_t connections_per_origin,
             std::chrono::milliseconds idle_timeout);
  ~ClientPool();

  /// A lease, with the youngest kept connection that is still quiet if there is one; waits in line
  /// while the origin has all its connections in use. Nothing when the deadline passed.
  Async<std::optional<Lease>> acquire(std::string origin, Deadline deadline);

 private:
  friend class Lease;
  struct Waiter;
  struct Origin {
    std::vector<std::unique_ptr<ClientConnection>> idle;  ///< oldest first
    std::size_t leases = 0;
    std::list<Waiter*> line;
  };

  Lease lease_of(const std::string& name, Origin& origin);
  void give_back(const std::string& name, std::unique_ptr<ClientConnection> kept);
  void sweep();
  static Async<void> sweep_until_empty(std::weak_ptr<ClientPool> weak, Duration pause);

  Executor loop_;
  std::size_t leases_max_;
  std::chrono::milliseconds idle_timeout_;
  std::map<std::string, Origin> origins_;
  std::size_t idle_count_ = 0;
  bool sweeping_ = false;
};

}  // namespace patchbay::http
