#include "hub/oauth/bell.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace patchbay::oauth {

Bell::Ticket Bell::ticket() const {
  const std::lock_guard lock(mutex_);
  return rung_;
}

void Bell::ring() {
  std::vector<std::weak_ptr<Timer>> waiting;
  {
    const std::lock_guard lock(mutex_);
    ++rung_;
    waiting.swap(waiting_);
  }
  for (const auto& weak : waiting)
    if (const auto timer = weak.lock())
      boost::asio::post(timer->get_executor(), [weak] {
        if (const auto still_there = weak.lock()) still_there->cancel();
      });
}

Async<void> Bell::wait(Ticket ticket, Duration at_most) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto timer = std::make_shared<Timer>(executor, at_most);
  {
    const std::lock_guard lock(mutex_);
    if (rung_ != ticket) co_return;
    std::erase_if(waiting_, [](const auto& weak) { return weak.expired(); });
    waiting_.push_back(timer);
  }
  boost::system::error_code rung;
  co_await timer->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, rung));
}

}  // namespace patchbay::oauth
