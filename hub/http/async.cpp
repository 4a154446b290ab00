#include "hub/http/async.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <string>

#include "hub/base/log.h"

namespace patchbay {
namespace {

void log_escaped(const std::string& name, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    log_line(LogLevel::error, "coroutine.failed", {{"name", name}, {"error", e.what()}});
  } catch (...) {
    log_line(LogLevel::error, "coroutine.failed", {{"name", name}, {"error", "unknown"}});
  }
}

}  // namespace

void spawn(const Executor& executor, std::string_view name, Async<void> work) {
  boost::asio::co_spawn(executor, std::move(work),
                        [name = std::string(name)](const std::exception_ptr& error) {
                          if (error) log_escaped(name, error);
                        });
}

Async<void> sleep_for(Duration d) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, d);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace patchbay
