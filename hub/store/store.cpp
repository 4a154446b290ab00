#include "hub/store/store.h"

#include <mutex>

#include "hub/store/listener.h"
#include "hub/store/migrate.h"
#include "hub/store/workers.h"

namespace patchbay::store {
namespace {

class StoreBody final : public Store {
 public:
  StoreBody(const StoreUrl& url, std::unique_ptr<Connection> first, std::size_t writers,
            std::size_t readers)
      : url_(url),
        announcer_{new_listener_name()},
        workers_(url, announcer_, std::move(first), writers, readers) {}

  Dialect dialect() const override { return url_.dialect; }

  void submit(Access access, std::function<void(Session&)> work,
              std::function<void(std::exception_ptr)> done) override {
    Task task{std::move(work), std::move(done)};
    if (workers_.submit(access, task)) return;
    task.done(std::make_exception_ptr(
        ErrorException(unavailable("The store is behind: too many tasks wait; try again later."))));
  }

  Subscription subscribe(std::string channel, std::function<void()> fn) override {
    {
      const std::lock_guard lock(listener_mutex_);
      if (!listener_ && url_.dialect == Dialect::postgresql)
        listener_ = start_listener(url_, announcer_);
    }
    return announcer_.signals->subscribe(std::move(channel), std::move(fn));
  }

 private:
  const StoreUrl url_;
  const Announcer announcer_;
  std::mutex listener_mutex_;
  std::unique_ptr<Listener> listener_;  ///< null until somebody subscribes
  Workers workers_;
};

}  // namespace

std::unique_ptr<Connection> connect(const StoreUrl& url, Access access) {
  return url.dialect == Dialect::sqlite ? connect_sqlite(url, access)
                                        : connect_postgresql(url, access);
}

Result<std::string> public_url(const std::string& url) {
  auto parsed = parse_store_url(url);
  if (!parsed) return parsed.error();
  return std::move(parsed->name);
}

Result<std::unique_ptr<Store>> open_store(const StoreOptions& options) {
  auto url = parse_store_url(options.url);
  if (!url) return url.error();
  try {
    auto first = connect(*url, Access::write);
    migrate(*first, embedded_migrations());
    std::size_t writers =
        url->dialect == Dialect::sqlite ? 1 : std::max<std::size_t>(options.writer_threads, 1);
    auto readers = std::max<std::size_t>(options.reader_threads, 1);
    return std::unique_ptr<Store>(
        std::make_unique<StoreBody>(*url, std::move(first), writers, readers));
  } catch (const ErrorException& e) {
    return e.error();
  }
}

}  // namespace patchbay::store
