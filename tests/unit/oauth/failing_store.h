#pragma once
// A store that loses its connection when told to.

#include <atomic>

#include "hub/store/store.h"

namespace patchbay::oauth::testing {

class FailingStore final : public store::Store {
 public:
  explicit FailingStore(std::unique_ptr<store::Store> real) : real_(std::move(real)) {}

  /// So many of the next writes fail: their transactions do not happen.
  std::atomic<int> writes_to_fail = 0;

  store::Dialect dialect() const override { return real_->dialect(); }
  void submit(store::Access access, std::function<void(store::Session&)> work,
              std::function<void(std::exception_ptr)> done) override {
    const bool fails = access == store::Access::write && writes_to_fail > 0;
    if (fails) --writes_to_fail;
    const auto then = [fails, work = std::move(work)](store::Session& session) {
      work(session);
      if (fails) throw ErrorException(unavailable("the connection was lost"));
    };
    real_->submit(access, then, std::move(done));
  }
  Subscription subscribe(std::string channel, std::function<void()> fn) override {
    return real_->subscribe(std::move(channel), std::move(fn));
  }

 private:
  std::unique_ptr<store::Store> real_;
};

}  // namespace patchbay::oauth::testing
