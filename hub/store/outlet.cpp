#include "hub/store/outlet.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "hub/base/result.h"

namespace patchbay::store {

Outlet::Outlet() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0)
    throw ErrorException(unavailable("no file descriptor is left for the store's signals"));
}

Outlet::~Outlet() { ::close(descriptor_); }

bool Outlet::is_open() const {
  const std::lock_guard lock(mutex_);
  return is_open_;
}

void Outlet::open() {
  const std::lock_guard lock(mutex_);
  is_open_ = true;
}

void Outlet::give(const Signals::Channels& channels) {
  const std::lock_guard lock(mutex_);
  const bool was_empty = channels_.empty();
  channels_.insert(channels.begin(), channels.end());
  if (!was_empty || channels_.empty()) return;
  const std::uint64_t one = 1;
  // Cannot fail: the counter is far from its limit.
  [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
}

Signals::Channels Outlet::take() {
  const std::lock_guard lock(mutex_);
  std::uint64_t count = 0;
  [[maybe_unused]] const auto drained = ::read(descriptor_, &count, sizeof count);
  return std::exchange(channels_, {});
}

}  // namespace patchbay::store
