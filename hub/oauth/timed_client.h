#pragma once
// A client for work that must end by a moment. Private to the room.

#include <algorithm>
#include <chrono>

#include "hub/http/client.h"

namespace patchbay::oauth {

/// Cuts the time-out of each request so that it ends within `whole` of the construction.
class TimedClient final : public http::Client {
 public:
  TimedClient(http::Client& inner, Duration whole)
      : inner_(inner), until_(std::chrono::steady_clock::now() + whole) {}

  std::chrono::milliseconds left() const {
    const auto rest = until_ - std::chrono::steady_clock::now();
    return std::max(std::chrono::milliseconds(1),
                    std::chrono::duration_cast<std::chrono::milliseconds>(rest));
  }
  Async<http::Exchange> send(http::ClientRequest request) override {
    request.timeout = std::min(request.timeout, left());
    co_return co_await inner_.send(std::move(request));
  }

 private:
  http::Client& inner_;
  const std::chrono::steady_clock::time_point until_;
};

}  // namespace patchbay::oauth
