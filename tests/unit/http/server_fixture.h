#pragma once
// A server on a loopback port whose handler does what the path says.

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <stdexcept>

#include "hub/http/loops.h"
#include "hub/http/server.h"
#include "tests/support/run_on.h"
#include "tests/unit/http/peer.h"

namespace patchbay::http {

/// Where a handler hangs until the test lets it go.
class Gate {
 public:
  explicit Gate(const Executor& loop)
      : loop_(loop), timer_(loop, std::chrono::steady_clock::time_point::max()) {}

  Async<void> pass() {
    entered_.set_value();
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    left_.set_value();
  }
  void wait_entered() { entered_.get_future().get(); }
  /// Lets the handler go on and waits until its loop has done what follows at once.
  void open() {
    boost::asio::post(loop_, [this] { timer_.cancel(); });
    left_.get_future().get();
    run_on(loop_, nothing());
  }

 private:
  static Async<void> nothing() { co_return; }

  Executor loop_;
  boost::asio::steady_timer timer_;
  std::promise<void> entered_;
  std::promise<void> left_;
};

/// /echo answers the body, /seen method and target, /wait hangs in the gate, /throw fails, /split
/// tries to split the head.
inline Async<Response> answer_by_path(Gate* gate, Request request) {
  Response response;
  if (request.path() == "/throw") throw std::runtime_error("database password is hunter2");
  if (request.path() == "/throw_int") throw 7;
  if (request.path() == "/wait") co_await gate->pass();
  if (request.path() == "/split") {
    response.headers.add("X-A", "b\r\nSet-Cookie: evil\r\n\r\n<p>");
    response.headers.add("X-B: c\r\nX-Evil", "d");
    response.headers.add("Transfer-Encoding", "chunked");
    response.headers.add("Content-Length", "1");
  }
  response.body = request.path() == "/seen" ? request.method + " " + request.target : request.body;
  co_return response;
}

class ServerTest : public ::testing::Test {
 protected:
  ~ServerTest() override {
    peers_.clear();
    server_.reset();
    // The gate's timer goes before its loop, and nobody may wake then.
    loops_->stop();
  }
  void start(ServerOptions options = {}) {
    auto started = start_server(*loops_, std::move(options), [gate = &gate_](Request request) {
      return answer_by_path(gate, std::move(request));
    });
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  RawPeer& connect() {
    peers_.push_back(std::make_unique<RawPeer>(server_->port()));
    return *peers_.back();
  }
  /// The whole of what the server sends until it ends the connection.
  std::string answer_to(const std::string& bytes) {
    RawPeer peer(server_->port());
    peer.send(bytes);
    return peer.read_all();
  }
  /// The status, if there is just one answer and it ends the connection.
  std::string refusal_of(const std::string& bytes) {
    const std::string answer = answer_to(bytes);
    if (answer.find("\r\nConnection: close\r\n") == std::string::npos) return "kept: " + answer;
    if (answer.find("\r\nDate: ") != answer.rfind("\r\nDate: ")) return "several: " + answer;
    return answer.substr(0, 12);
  }
  bool is_well() {
    const std::string answer = answer_to(closing("GET /seen HTTP/1.1\r\n"));
    return answer.find("\r\n\r\nGET /seen") != std::string::npos;
  }
  /// A request without a body after which the connection ends.
  static std::string closing(const std::string& lines) {
    return lines + "Host: a\r\nConnection: close\r\n\r\n";
  }

  std::unique_ptr<Loops> loops_ = start_loops(1);
  Gate gate_{loops_->at(0)};
  std::unique_ptr<Server> server_;
  std::vector<std::unique_ptr<RawPeer>> peers_;
};

}  // namespace patchbay::http
