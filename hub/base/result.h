#pragma once
// Result<T>: a value or an Error. g++ 12 has no std::expected.

#include <stdexcept>
#include <utility>
#include <variant>

#include "hub/base/error.h"

namespace patchbay {

/// Thrown by Result::value() on an error, and where an expected error meets code that cannot go
/// on (start-up). Caught once per request, job and command.
class ErrorException : public std::runtime_error {
 public:
  explicit ErrorException(Error error)
      : std::runtime_error(error.message), error_(std::move(error)) {}
  const Error& error() const { return error_; }

 private:
  Error error_;
};

/// A T or an Error. Test with `if (!result)`, read with `*result` or `result->`.
/// Reading the side that is not there: `value()` throws ErrorException; `*`, `->` and `error()`
/// throw std::bad_variant_access.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  bool has_value() const { return state_.index() == 0; }

  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Error& error() const { return std::get<1>(state_); }

  T& value() & {
    if (!has_value()) throw ErrorException(error());
    return std::get<0>(state_);
  }
  T&& value() && {
    if (!has_value()) throw ErrorException(error());
    return std::get<0>(std::move(state_));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an Error. `return {};` means success.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_(std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  bool has_value() const { return state_.index() == 0; }
  const Error& error() const { return std::get<1>(state_); }
  void value() const {
    if (!has_value()) throw ErrorException(error());
  }

 private:
  std::variant<std::monostate, Error> state_;
};

}  // namespace patchbay
