#pragma once
// The coroutine types of a plugin: they suspend with a step and are resumed with the reply.

#include <coroutine>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "http.h"

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

/// What the hub and a conversation hand each other, and who in it waits for the reply.
struct Turn {
  Step step;
  Reply reply;
  std::coroutine_handle<> waiting;
};

/// A call in progress, written as one coroutine:
///
///   sdk::Conversation get_account(sdk::Call call, boost::json::object request) {
///     const auto ask = sdk::get("/accounts/{id}", {{"id", text(request, "account")}});
///     const auto reply = co_await call.http(ask);
///     if (reply.status != 200) co_return reply.outcome;
///     co_return sdk::succeeded(reply.json());
///   }
///
/// Take parameters by value. Await only what sdk::Call gives, and Tasks. Make a request before the
/// line that awaits it: GCC 12 miscompiles braces beside co_await. Movable; destroying it ends the
/// call.
class Conversation {
 public:
  struct promise_type {
    Turn own;
    Turn* turn = &own;

    Conversation get_return_object() {
      return Conversation(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(Outcome outcome) { own.step = std::move(outcome); }
    void unhandled_exception() {
      try {
        throw;
      } catch (const std::exception& failed) {
        own.step = Fault{failed.what()};
      } catch (...) {
        own.step = Fault{"something that is not a std::exception was thrown"};
      }
    }
  };

  Conversation(Conversation&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Conversation& operator=(Conversation&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Conversation() {
    if (handle_) handle_.destroy();
  }

  /// Goes on with a reply (the first one is ignored) until the next step. What the coroutine throws
  /// becomes a Fault. After an Outcome or a Fault that one is given again.
  const Step& resume(Reply reply) {
    Turn& turn = handle_.promise().own;
    turn.reply = std::move(reply);
    if (!handle_.done()) turn.waiting.resume();
    return turn.step;
  }

 private:
  explicit Conversation(std::coroutine_handle<promise_type> handle) : handle_(handle) {
    handle_.promise().own.waiting = handle;
  }
  std::coroutine_handle<promise_type> handle_;
};

/// A part of a conversation that gives a T, for what several capabilities share or what is asked
/// for page by page. Begins when it is awaited, once; what it throws is thrown there.
template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type {
    Turn* turn = nullptr;
    std::coroutine_handle<> awaiting;
    std::optional<T> value;
    std::exception_ptr failed;

    struct GoBack {
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> done) noexcept {
        return done.promise().awaiting;
      }
      void await_resume() const noexcept {}
    };
    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    GoBack final_suspend() noexcept { return {}; }
    void return_value(T given) { value.emplace(std::move(given)); }
    void unhandled_exception() { failed = std::current_exception(); }
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> awaiting) {
    handle_.promise().turn = awaiting.promise().turn;
    handle_.promise().awaiting = awaiting;
    return handle_;
  }
  T await_resume() {
    auto& done = handle_.promise();
    if (done.failed) std::rethrow_exception(done.failed);
    return std::move(*done.value);
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

/// Awaiting it hands `step` to the hub and gives the reply of type T.
template <class T>
struct Awaitable {
  Step step;
  Turn* turn = nullptr;

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiting) {
    turn = waiting.promise().turn;
    turn->step = std::move(step);
    turn->waiting = waiting;
  }
  T await_resume() { return std::get<T>(std::move(turn->reply)); }
};

}  // namespace patchbay::sdk
