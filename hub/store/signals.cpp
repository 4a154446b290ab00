#include "hub/store/signals.h"

#include "hub/base/log.h"

namespace patchbay::store {

std::shared_ptr<void> Signals::subscribe(std::string channel, std::function<void()> fn) {
  auto subscriber = std::make_shared<Subscriber>();
  subscriber->channel = std::move(channel);
  subscriber->fn = std::move(fn);
  {
    const std::lock_guard lock(mutex_);
    subscribers_.insert(subscriber);
  }
  auto end = [self = shared_from_this(), subscriber](void*) {
    {
      const std::lock_guard lock(self->mutex_);
      self->subscribers_.erase(subscriber);
    }
    const std::lock_guard calling(subscriber->calling);
    subscriber->fn = nullptr;
  };
  return {static_cast<void*>(subscriber.get()), std::move(end)};
}

void Signals::deliver(const Channels& channels) {
  if (channels.empty()) return;
  std::vector<std::shared_ptr<Subscriber>> found;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& subscriber : subscribers_)
      if (channels.contains(subscriber->channel)) found.push_back(subscriber);
  }
  call(found);
}

void Signals::deliver_all() {
  std::vector<std::shared_ptr<Subscriber>> found;
  {
    const std::lock_guard lock(mutex_);
    found.assign(subscribers_.begin(), subscribers_.end());
  }
  call(found);
}

void Signals::call(const std::vector<std::shared_ptr<Subscriber>>& subscribers) {
  for (const auto& subscriber : subscribers) {
    const std::lock_guard calling(subscriber->calling);
    if (!subscriber->fn) continue;
    try {
      subscriber->fn();
    } catch (const std::exception& e) {
      log_line(LogLevel::error, "store.subscriber_threw",
               {{"channel", subscriber->channel}, {"error", e.what()}});
    }
  }
}

}  // namespace patchbay::store
