#pragma once
// The body of Batch (hub/store/batch.h).

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>

#include "hub/base/exceptions.h"
#include "hub/store/resumptions.h"

namespace patchbay::store {

template <class Row, class Res>
class Batch<Row, Res>::State : public std::enable_shared_from_this<State> {
 public:
  /// Gets the result, or null and the error; what is to run on a loop goes to the resumptions.
  using Done = std::function<void(std::exception_ptr, Res*, Resumptions&)>;

  State(Store& store, Apply apply, std::size_t rows_max)
      : store_(store), apply_(std::move(apply)), rows_max_(std::max<std::size_t>(rows_max, 1)) {}

  void add(Row row, Done done) {
    {
      std::lock_guard lock(mutex_);
      if (waiting_.size() < rows_waiting_max) {
        waiting_.push_back(std::move(row));
        waiting_done_.push_back(std::move(done));
        if (std::exchange(flying_, true)) return;
        done = nullptr;
      }
    }
    if (!done) return take_off();
    Resumptions refused;
    done(std::make_exception_ptr(ErrorException(
             unavailable("The store is behind: too many rows wait for a batch; try again later."))),
         nullptr, refused);
    refused.post();
  }

  void wait_until_idle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return !flying_; });
  }

 private:
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  /// Flies the rows that wait; lands when none wait.
  void take_off() {
    rows_.clear();
    {
      std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        flying_ = false;
        idle_.notify_all();
        return;
      }
    }
    auto self = this->shared_from_this();
    store_.submit(
        Access::write, [self](Session& session) { self->apply_range(session, self->board()); },
        [self](std::exception_ptr error) { self->land(self->board(), error); });
  }

  /// Takes the rows that wait, once a flight, and not before its transaction has begun: what comes
  /// while the store works on something else goes along.
  Range board() {
    if (rows_.empty()) {
      std::lock_guard lock(mutex_);
      auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), rows_max_));
      move_front(waiting_, count, rows_);
      move_front(waiting_done_, count, done_);
    }
    return {0, rows_.size()};
  }

  template <class T>
  static void move_front(std::deque<T>& from, std::ptrdiff_t count, std::vector<T>& to) {
    auto end = from.begin() + count;
    to.assign(std::make_move_iterator(from.begin()), std::make_move_iterator(end));
    from.erase(from.begin(), end);
  }

  void fly(Range range) {
    auto self = this->shared_from_this();
    store_.submit(
        Access::write, [self, range](Session& session) { self->apply_range(session, range); },
        [self, range](std::exception_ptr error) { self->land(range, error); });
  }

  void apply_range(Session& session, Range range) {
    results_ =
        apply_(session, std::span<const Row>(rows_).subspan(range.begin, range.end - range.begin));
    if (results_.size() != range.end - range.begin)
      throw ErrorException(internal("A batch operation gave another number of results than rows."));
  }

  void land(Range range, std::exception_ptr error) {
    if (error && range.end - range.begin > 1 && !is_unavailable(error)) {
      auto middle = range.begin + (range.end - range.begin) / 2;
      halves_.push_back({middle, range.end});
      halves_.push_back({range.begin, middle});
    } else {
      Resumptions landed;
      for (std::size_t i = range.begin; i < range.end; ++i) {
        auto done = std::move(done_[i]);
        done(error, error ? nullptr : &results_[i - range.begin], landed);
      }
      landed.post();
    }
    results_.clear();
    if (halves_.empty()) return take_off();
    auto next = halves_.back();
    halves_.pop_back();
    fly(next);
  }

  Store& store_;
  const Apply apply_;
  const std::size_t rows_max_;

  std::mutex mutex_;
  std::condition_variable idle_;
  bool flying_ = false;
  std::deque<Row> waiting_;
  std::deque<Done> waiting_done_;

  // Of the batch in flight: one thread at a time.
  std::vector<Row> rows_;
  std::vector<Done> done_;
  std::vector<Res> results_;
  std::vector<Range> halves_;
};

template <class Row, class Res>
Batch<Row, Res>::Batch(Store& store, Apply apply, std::size_t rows_max)
    : state_(std::make_shared<State>(store, std::move(apply), rows_max)) {}

template <class Row, class Res>
Batch<Row, Res>::~Batch() {
  state_->wait_until_idle();
}

/// One who waits for a row.
template <class Row, class Res>
template <class Handler>
struct Batch<Row, Res>::Caller {
  explicit Caller(Handler given) : handler(std::move(given)) {}
  Handler handler;
  std::exception_ptr error;
  std::optional<Res> value;
  void operator()() && { std::move(handler)(error, std::move(value)); }
};

template <class Row, class Res>
Async<Res> Batch<Row, Res>::submit(Row row) {
  auto state = state_;
  // Named first: GCC 12 destroys captures of temporaries in a co_await expression too early.
  auto initiate = [state](auto handler, Row taken) {
    const Resumptions::Executor executor = boost::asio::get_associated_executor(handler);
    auto caller = std::make_shared<Caller<decltype(handler)>>(std::move(handler));
    auto resume = [caller, executor](std::exception_ptr error, Res* result, Resumptions& landed) {
      caller->error = error;
      if (result) caller->value.emplace(std::move(*result));
      landed.add(executor, [caller] { std::move (*caller)(); });
    };
    state->add(std::move(taken), std::move(resume));
  };
  auto value = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                    void(std::exception_ptr, std::optional<Res>)>(
      std::move(initiate), boost::asio::use_awaitable, std::move(row));
  co_return std::move(*value);
}

template <class Row, class Res>
void Batch<Row, Res>::submit(Row row, std::function<void(std::exception_ptr, Res)> done) {
  state_->add(std::move(row),
              [done = std::move(done)](std::exception_ptr error, Res* result, Resumptions&) {
                done(error, result ? std::move(*result) : Res());
              });
}

}  // namespace patchbay::store
