#pragma once
// The store: SOCI blocks, so the store owns its threads and connections (DESIGN.md, "Runtime").

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

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

/// A database with its threads. Thread safe; close after everything that uses it has stopped. Its
/// threads resume coroutines on their callers' loops: a loop, stopped or not, outlives the store.
///
/// SQLite: writes run one after the other; those that wait share a commit. PostgreSQL: writers run
/// at once under READ COMMITTED, so what a decision rests on is locked (SELECT … FOR UPDATE) or
/// guarded by a key; reads see one snapshot on both.
class Store {
 public:
  virtual ~Store() = default;  ///< finishes what was submitted, then closes
  virtual Dialect dialect() const = 0;

  /// Runs `work` in one transaction on a store thread. After the commit (durable) or the rollback
  /// calls `done` on that thread: with null, or with what `work` or the commit threw.
  /// A serialisation failure or a lost connection before the commit is retried up to 3 times, what
  /// shared a commit with work that threw once (so `work` may run again from the start). A loss in
  /// the commit is not: `done` gets unavailable, only the caller's keys tell whether it happened.
  /// Over `tasks_max` waiting tasks are refused at once (unavailable, on the caller's thread).
  static constexpr std::size_t tasks_max = 100'000;
  virtual void submit(Access access, std::function<void(Session&)> work,
                      std::function<void(std::exception_ptr)> done) = 0;

  /// Calls `fn` on a thread of the store after each commit of a transaction that called
  /// Session::signal(channel): in every process that shares the store on PostgreSQL
  /// (LISTEN/NOTIFY), in this process on SQLite. Signals may be merged; after a lost connection
  /// came back everybody is called once, since some may have been missed. `fn` must not block. Ends
  /// when the returned handle goes (a call that runs just then is waited for): not from inside
  /// `fn`.
  using Subscription = std::shared_ptr<void>;
  virtual Subscription subscribe(std::string channel, std::function<void()> fn) = 0;

  /// One read-only transaction; resumes on the caller's executor with what `fn(Session&)` returned.
  /// A lambda that captures by value is named first and lives until the caller resumes (the
  /// compiler says so); one that captures references only may be written in place:
  ///   auto work = [id](Session& s) { … };
  ///   auto found = co_await store.read(work);
  template <class F>
  auto read(F&& fn) -> Async<std::invoke_result_t<F&, Session&>> {
    return run(Access::read, borrow<F>(fn));
  }
  /// One read-write transaction, committed durably before the caller resumes. What `fn` throws is
  /// thrown to the caller after the rollback.
  template <class F>
  auto write(F&& fn) -> Async<std::invoke_result_t<F&, Session&>> {
    return run(Access::write, borrow<F>(fn));
  }
  /// The same, blocking, for threads that are not loops and for tests.
  template <class F>
  auto run_blocking(Access access, F fn) -> std::invoke_result_t<F&, Session&> {
    using T = std::invoke_result_t<F&, Session&>;
    std::promise<T> promise;
    auto future = promise.get_future();
    start<T>(access, std::move(fn),
             [promise = std::move(promise)](std::exception_ptr error, auto value) mutable {
               if (error)
                 promise.set_exception(error);
               else if constexpr (std::is_void_v<T>)
                 promise.set_value();
               else
                 promise.set_value(std::move(*value));
             });
    return future.get();
  }

 private:
  template <class F, class Fn>
  static auto borrow(Fn& fn) {
    if constexpr (std::is_lvalue_reference_v<F>) {
      return std::ref(fn);
    } else {
      static_assert(std::is_trivially_destructible_v<F>,
                    "Name this lambda before co_await: GCC 12 destroys the captures of a temporary "
                    "in a co_await expression twice.");
      return fn;
    }
  }

  /// Shared, since std::function copies and `fn` and what it captures may be move-only.
  template <class T, class F>
  struct Work {
    F fn;
    std::optional<T> value{};
    void operator()(Session& session) { value.emplace(fn(session)); }
    std::optional<T> take() { return std::move(value); }
  };
  template <class F>
  struct Work<void, F> {
    F fn;
    void operator()(Session& session) { fn(session); }
    std::optional<std::monostate> take() { return std::monostate(); }
  };

  /// `done(error, value)`: one of them is there.
  template <class T, class F, class Done>
  void start(Access access, F fn, Done done) {
    auto work = std::make_shared<Work<T, F>>(Work<T, F>{std::move(fn)});
    auto finish = std::make_shared<Done>(std::move(done));
    submit(
        access, [work](Session& session) { (*work)(session); },
        [work, finish](std::exception_ptr error) {
          if (error)
            (*finish)(error, decltype(work->take())());
          else
            (*finish)(nullptr, work->take());
        });
  }

  template <class F>
  auto run(Access access, F fn) -> Async<std::invoke_result_t<F&, Session&>> {
    using T = std::invoke_result_t<F&, Session&>;
    using Given = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
    // Named first: GCC 12 destroys captures of temporaries in a co_await expression too early.
    auto initiate = [this, access](auto handler, F work) {
      auto executor = boost::asio::get_associated_executor(handler);
      // The guard keeps the caller's loop alive until post() has returned on the store's thread.
      auto resume = [guard = boost::asio::make_work_guard(executor), executor,
                     handler = std::move(handler)](std::exception_ptr error,
                                                   std::optional<Given> value) mutable {
        boost::asio::post(
            executor, [handler = std::move(handler), error, value = std::move(value)]() mutable {
              handler(error, std::move(value));
            });
      };
      start<T>(access, std::move(work), std::move(resume));
    };
    auto value =
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                             void(std::exception_ptr, std::optional<Given>)>(
            std::move(initiate), boost::asio::use_awaitable, std::move(fn));
    if constexpr (!std::is_void_v<T>) co_return std::move(*value);
  }
};

/// The URL for people and files, without user and password. Errors: invalid.
Result<std::string> public_url(const std::string& url);

/// Opens, and migrates to this program's schema. Errors: unavailable (cannot connect; the URL is
/// named without its password), refused (the schema is newer than this program), invalid (URL).
Result<std::unique_ptr<Store>> open_store(const StoreOptions& options);

}  // namespace patchbay::store
