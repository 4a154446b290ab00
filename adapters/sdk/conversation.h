#pragma once
// The coroutine type of a plugin: it suspends with a step and is resumed with the reply.

#include <coroutine>
#include <exception>
#include <string>
#include <utility>
#include <variant>

#include "adapters/sdk/messages.h"

namespace patchbay::sdk {

struct ReadFile {
  std::string path;
  std::uint64_t offset = 0;
  std::uint32_t length_max = 0;
};
struct Wait {
  std::chrono::microseconds length{};
};
/// An exception left the coroutine.
struct Fault {
  std::string message;
};
using Step = std::variant<Fault, HttpRequest, ReadFile, Wait, Outcome>;
struct Waited {};
using Reply = std::variant<Waited, HttpReply, FileRead>;

/// A call in progress, written as one coroutine:
///
///   sdk::Conversation get_account(sdk::Call call, boost::json::object request) {
///     auto reply = co_await call.get("/accounts/1");
///     if (!reply.answered()) co_return sdk::retryable(reply.failure);
///     co_return sdk::succeeded({{"balance_minor", 100}, {"currency", "AUD"}});
///   }
///
/// Take parameters by value. Await only what sdk::Call gives. Movable; destroying it ends the call.
class Conversation {
 public:
  struct promise_type {
    Step step;
    Reply reply;

    Conversation get_return_object() {
      return Conversation(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(Outcome outcome) { step = std::move(outcome); }
    void unhandled_exception() { std::rethrow_exception(std::current_exception()); }
  };

  Conversation(Conversation&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Conversation& operator=(Conversation&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Conversation() {
    if (handle_) handle_.destroy();
  }

  /// Goes on with a reply (the first one is ignored) until the next step. Not again after an
  /// Outcome or a Fault. Does not throw what the coroutine throws: it becomes a Fault.
  const Step& resume(Reply reply) {
    auto& promise = handle_.promise();
    promise.reply = std::move(reply);
    try {
      handle_.resume();
    } catch (const std::exception& failed) {
      promise.step = Fault{failed.what()};
    } catch (...) {
      promise.step = Fault{"something that is not a std::exception was thrown"};
    }
    return promise.step;
  }

 private:
  explicit Conversation(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

/// Awaiting it hands `step` to the hub and gives the reply of type T.
template <class T>
struct Awaitable {
  Step step;
  Conversation::promise_type* promise = nullptr;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<Conversation::promise_type> handle) {
    promise = &handle.promise();
    promise->step = std::move(step);
  }
  T await_resume() { return std::get<T>(std::move(promise->reply)); }
};

}  // namespace patchbay::sdk
