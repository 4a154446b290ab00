#pragma once
// Who wants to hear of which commits. Private to hub/store.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace patchbay::store {

/// Subscribers by channel. Thread safe.
class Signals : public std::enable_shared_from_this<Signals> {
 public:
  using Channels = std::set<std::string, std::less<>>;

  /// The handle ends the subscription and waits for a call that runs just then.
  std::shared_ptr<void> subscribe(std::string channel, std::function<void()> fn);
  void deliver(const Channels& channels);
  void deliver_all();

 private:
  struct Subscriber {
    std::string channel;
    std::mutex calling;  ///< held during a call; `fn` is empty once the subscription ended
    std::function<void()> fn;
  };

  void call(const std::vector<std::shared_ptr<Subscriber>>& subscribers);

  std::mutex mutex_;
  std::set<std::shared_ptr<Subscriber>> subscribers_;
};

}  // namespace patchbay::store
