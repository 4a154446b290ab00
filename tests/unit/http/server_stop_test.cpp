// How the server begins and ends.

#include <boost/system/system_error.hpp>

#include "tests/unit/http/server_fixture.h"

namespace patchbay::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string wait_request = "POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ndone";

TEST_F(ServerTest, FinishesWhatItHasReadWhenItStops) {
  start();
  auto& idle = connect();
  auto& busy = connect();
  idle.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
  idle.read_message();
  busy.send(wait_request);
  gate_.wait_entered();
  auto stopped = std::async(std::launch::async, [this] { server_->stop(seconds(30)); });
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_EQ(idle.error(), boost::asio::error::eof);
  EXPECT_THROW(connect(), boost::system::system_error);
  EXPECT_EQ(stopped.wait_for(milliseconds(0)), std::future_status::timeout);
  gate_.open();
  const std::string answer = busy.read_message();
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_EQ(answer.substr(answer.size() - 4), "done");
  busy.close();
  stopped.get();
}

TEST_F(ServerTest, ReadsARequestToItsEndThatHadBegunWhenItStops) {
  start();
  auto& idle = connect();
  idle.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
  idle.read_message();
  auto& busy = connect();
  busy.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  busy.read_until("\r\n\r\n");
  auto stopped = std::async(std::launch::async, [this] { server_->stop(seconds(30)); });
  EXPECT_EQ(idle.read_all(), "");
  busy.send("body");
  EXPECT_NE(busy.read_message().find("\r\nConnection: close\r\n\r\nbody"), std::string::npos);
  busy.close();
  stopped.get();
}

TEST_F(ServerTest, CutsWhatIsLeftAfterTheLimitAndMayGoBeforeItsHandlers) {
  start();
  auto& busy = connect();
  busy.send(wait_request);
  gate_.wait_entered();
  server_->stop(milliseconds(10));
  EXPECT_EQ(busy.read_all(), "");
  server_.reset();
  gate_.open();
}

TEST_F(ServerTest, MayGoWhileARefusalIsBeingRead) {
  start({.header_timeout = milliseconds(20), .handler_timeout = milliseconds(20)});
  auto& head = connect();
  auto& handler = connect();
  head.send("GET");
  handler.send(wait_request);
  EXPECT_EQ(head.read_message().substr(0, 12), "HTTP/1.1 408");
  EXPECT_EQ(handler.read_message().substr(0, 12), "HTTP/1.1 503");
  server_.reset();
  EXPECT_EQ(head.read_all(), "");
  EXPECT_EQ(handler.read_all(), "");
  gate_.open();
}

TEST_F(ServerTest, MayLoseItsLoopsWhileAHandlerHangs) {
  start();
  connect().send(wait_request);
  gate_.wait_entered();
  server_->stop(milliseconds(0));
  server_.reset();
  loops_->stop();
}

TEST_F(ServerTest, StopsTwice) {
  start();
  server_->stop(seconds(1));
  server_->stop(seconds(1));
  EXPECT_THROW(connect(), boost::system::system_error);
}

TEST_F(ServerTest, TakesAPortOnlyAlone) {
  start();
  const auto handler = [](Request request) { return answer_by_path(nullptr, std::move(request)); };
  ServerOptions options;
  options.port = server_->port();
  const auto second = start_server(*loops_, options, handler);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
  EXPECT_NE(second.error().message.find(std::to_string(options.port)), std::string::npos);
  server_.reset();
  EXPECT_TRUE(start_server(*loops_, options, handler));
  options.host = "nowhere";
  EXPECT_EQ(start_server(*loops_, options, handler).error().kind, ErrorKind::invalid);
}

TEST(ServerOnSeveralLoops, SharesOnePort) {
  const auto loops = start_loops(3);
  const auto server = start_server(
      *loops, {}, [](Request request) { return answer_by_path(nullptr, std::move(request)); });
  ASSERT_TRUE(server) << server.error().message;
  for (int i = 0; i < 30; ++i) {
    RawPeer peer((*server)->port());
    peer.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(peer.read_message().find("GET /seen"), std::string::npos);
  }
}

}  // namespace
}  // namespace patchbay::http
