#pragma once
// The store: SOCI blocks, so the store owns its threads and connections (DESIGN.md, "Runtime").

#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <type_traits>

#include "hub/base/result.h"
#include "hub/http/async.h"
#include "hub/store/session.h"

namespace patchbay::store {

struct StoreOptions {
  /// sqlite:///absolute/path or postgresql://user:password@host:port/database
  std::string url;
  std::size_t reader_threads = 2;
  std::size_t writer_threads = 4;  ///< PostgreSQL; SQLite has one writer by nature
};

enum class Access { read, write };

/// A database with its threads. Thread safe; close after everything that uses it has stopped.
class Store {
 public:
  virtual ~Store() = default;  ///< finishes what was submitted, then closes
  virtual Dialect dialect() const = 0;

  /// Runs `work` in one transaction on a store thread. After the commit (durable) or the rollback
  /// calls `done` on that thread: with null, or with what `work` or the commit threw.
  /// A serialisation failure or a lost connection before the commit is retried up to 3 times
  /// (so `work` may run again from the start).
  virtual void submit(Access access, std::function<void(Session&)> work,
                      std::function<void(std::exception_ptr)> done) = 0;

  /// One read-only transaction; resumes on the caller's executor with what `fn(Session&)` returned.
  template <class F>
  auto read(F fn) -> Async<std::invoke_result_t<F&, Session&>> {
    return run(Access::read, std::move(fn));
  }
  /// One read-write transaction, committed durably before the caller resumes. What `fn` throws is
  /// thrown to the caller after the rollback.
  template <class F>
  auto write(F fn) -> Async<std::invoke_result_t<F&, Session&>> {
    return run(Access::write, std::move(fn));
  }
  /// The same, blocking, for threads that are not loops and for tests.
  template <class F>
  auto run_blocking(Access access, F fn) -> std::invoke_result_t<F&, Session&> {
    using T = std::invoke_result_t<F&, Session&>;
    std::promise<T> promise;
    auto future = promise.get_future();
    start<T>(access, std::move(fn), [&promise](std::exception_ptr error, auto&&... value) {
      if (error)
        promise.set_exception(error);
      else
        promise.set_value(std::forward<decltype(value)>(value)...);
    });
    return future.get();
  }

 private:
  template <class T, class F, class Done>
  void start(Access access, F fn, Done done) {
    if constexpr (std::is_void_v<T>) {
      submit(
          access, [fn = std::move(fn)](Session& s) mutable { fn(s); },
          [done = std::move(done)](std::exception_ptr error) mutable { done(error); });
    } else {
      auto slot = std::make_shared<std::optional<T>>();
      submit(
          access, [fn = std::move(fn), slot](Session& s) mutable { slot->emplace(fn(s)); },
          [done = std::move(done), slot](std::exception_ptr error) mutable {
            if (error)
              done(error, T{});
            else
              done(nullptr, std::move(**slot));
          });
    }
  }

  template <class F>
  auto run(Access access, F fn) -> Async<std::invoke_result_t<F&, Session&>> {
    using T = std::invoke_result_t<F&, Session&>;
    using Signature = typename std::conditional_t<std::is_void_v<T>, std::type_identity<void(std::exception_ptr)>,
                                                  std::type_identity<void(std::exception_ptr, T)>>::type;
    // Named first: GCC 12 destroys captures of a temporary coroutine lambda too early.
    auto initiate = [this, access](auto handler, F work) {
      auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      start<T>(access, std::move(work), [shared](std::exception_ptr error, auto&&... value) {
        auto executor = boost::asio::get_associated_executor(*shared);
        boost::asio::post(executor, [shared, error, ... v = std::forward<decltype(value)>(value)]() mutable {
          std::move (*shared)(error, std::move(v)...);
        });
      });
    };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, Signature>(
        std::move(initiate), boost::asio::use_awaitable, std::move(fn));
  }
};

/// Opens, and migrates to this program's schema. Errors: unavailable (cannot connect; the URL is
/// named without its password), refused (the schema is newer than this program), invalid (URL).
Result<std::unique_ptr<Store>> open_store(const StoreOptions& options);

}  // namespace patchbay::store
