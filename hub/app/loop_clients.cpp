#include "hub/app/loop_clients.h"

#include <boost/asio/post.hpp>
#include <future>
#include <stdexcept>

namespace patchbay::app {
namespace {

/// Which loop this thread runs; the same whoever sets it.
thread_local const http::Loops* loops_of_thread = nullptr;
thread_local std::size_t index_of_thread = 0;

}  // namespace

LoopClients::LoopClients(http::Loops& loops, const http::ClientOptions& options) : loops_(&loops) {
  for (std::size_t i = 0; i < loops.size(); ++i) {
    clients_.push_back(http::make_client(loops.at(i), options));
    std::promise<void> set;
    boost::asio::post(loops.at(i), [this, i, &set] {
      loops_of_thread = loops_;
      index_of_thread = i;
      set.set_value();
    });
    set.get_future().wait();
  }
}

http::Client& LoopClients::here() const {
  if (loops_of_thread != loops_)
    throw std::logic_error("an HTTP client was asked for off the loops");
  return *clients_[index_of_thread];
}

}  // namespace patchbay::app
