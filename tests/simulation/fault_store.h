#pragma once
// A store that fails on purpose, and runs everything at once on the thread that asks.

#include <boost/asio/io_context.hpp>
#include <functional>

#include "hub/store/store.h"

namespace patchbay::simulation {

/// What befalls a transaction.
enum class Fate {
  well,
  lost_before,  ///< rolled back; the caller is told that the store is unavailable
  lost_after,   ///< committed; the caller is told the same, since the connection broke then
  dies_before,  ///< rolled back, and the process is gone
  dies_after,   ///< committed, and the process is gone before anybody hears of it
};

/// The store of one simulated process, over one that all of them share.
class FaultStore final : public store::Store {
 public:
  /// `fate` is asked before each write. A death stops `loop`.
  FaultStore(store::Store& shared, boost::asio::io_context& loop, std::function<Fate()> fate)
      : shared_(shared), loop_(loop), fate_(std::move(fate)) {}

  store::Dialect dialect() const override { return shared_.dialect(); }
  void submit(store::Access access, std::function<void(store::Session&)> work,
              std::function<void(std::exception_ptr)> done) override;
  Subscription subscribe(std::string channel, std::function<void()> fn) override {
    return shared_.subscribe(std::move(channel), std::move(fn));
  }

  bool is_dead() const { return is_dead_; }
  void die();

 private:
  store::Store& shared_;
  boost::asio::io_context& loop_;
  std::function<Fate()> fate_;
  bool is_dead_ = false;
};

}  // namespace patchbay::simulation
