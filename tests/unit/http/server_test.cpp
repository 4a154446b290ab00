// What the server answers, and what it refuses to read.

#include "hub/http/server.h"

#include "tests/unit/http/server_fixture.h"

namespace patchbay::http {
namespace {

using std::chrono::milliseconds;

std::string body_of(const std::string& message) {
  return message.substr(std::min(message.find("\r\n\r\n"), message.size() - 4) + 4);
}

TEST_F(ServerTest, AnswersRequestAfterRequestOnOneConnection) {
  start();
  auto& peer = connect();
  for (const std::string body : {"one", "", "three"}) {
    peer.send("POST /echo?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::string answer = peer.read_message();
    EXPECT_EQ(answer.substr(0, 17), "HTTP/1.1 200 OK\r\n");
    EXPECT_EQ(answer.find("Connection:"), std::string::npos);
    EXPECT_NE(answer.find("\r\nDate: "), std::string::npos);
    EXPECT_EQ(body_of(answer), body);
  }
  EXPECT_EQ(server_->url(), "http://127.0.0.1:" + std::to_string(server_->port()));
}

TEST_F(ServerTest, EndsTheConnectionWhenTheClientWantsItOrSpeaksAnOlderVersion) {
  start();
  EXPECT_NE(answer_to(closing("GET /seen HTTP/1.1\r\n")).find("Connection: close"),
            std::string::npos);
  EXPECT_EQ(body_of(answer_to("GET /seen?q HTTP/1.0\r\n\r\n")), "GET /seen?q");
  EXPECT_EQ(refusal_of("GET /seen HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), "HTTP/1.1 200");
}

TEST_F(ServerTest, SkipsEmptyLinesBeforeARequest) {
  start();
  EXPECT_EQ(body_of(answer_to("\r\n\r\n" + closing("GET /seen HTTP/1.1\r\n"))), "GET /seen");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
  start();
  auto& peer = connect();
  peer.send(
      "GET /seen?1 HTTP/1.1\r\nHost: a\r\n\r\n"
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo"
      "GET /seen?3 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_message()), "GET /seen?1");
  EXPECT_EQ(body_of(peer.read_message()), "two");
  EXPECT_EQ(body_of(peer.read_message()), "GET /seen?3");
}

TEST_F(ServerTest, ReadsChunkedBodiesWhereverTheyAreCut) {
  start();
  const std::string request =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\nHost: trailer\r\n\r\n";
  auto& peer = connect();
  peer.send(request);
  EXPECT_EQ(body_of(peer.read_message()), "abc0123456789");
  for (const char byte : request) peer.send(std::string(1, byte));
  EXPECT_EQ(body_of(peer.read_message()), "abc0123456789");
}

TEST_F(ServerTest, SendsNoBodyToAHeadRequest) {
  start();
  auto& peer = connect();
  peer.send("HEAD /seen HTTP/1.1\r\nHost: a\r\n\r\nGET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(peer.read_until("\r\n\r\n").find("Content-Length: 10\r\n"), std::string::npos);
  EXPECT_EQ(body_of(peer.read_message()), "GET /seen");
  peer.send("HEAD /throw HTTP/1.1\r\nHost: a\r\n\r\nGET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(peer.read_until("\r\n\r\n").substr(0, 12), "HTTP/1.1 500");
  EXPECT_EQ(body_of(peer.read_message()), "GET /seen");
}

TEST_F(ServerTest, TellsToContinueOnceOrRefusesBeforeTheBody) {
  start({.body_bytes_max = 10});
  auto& peer = connect();
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n";
  peer.send(head + "Content-Length: 4\r\n\r\n");
  EXPECT_EQ(peer.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("bo");
  peer.send("dy");
  EXPECT_EQ(body_of(peer.read_message()), "body");
  EXPECT_EQ(refusal_of(head + "Content-Length: 11\r\n\r\n"), "HTTP/1.1 413");
}

TEST_F(ServerTest, WantsOneHost) {
  start();
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(refusal_of("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"), "HTTP/1.1 400");
}

TEST_F(ServerTest, RefusesWhatIsNotHttp) {
  start();
  const std::string next = "GET /seen HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::string lines :
       {"GET /\r\n", " / HTTP/1.1\r\n", "G@T / HTTP/1.1\r\n", "GET  HTTP/1.1\r\n",
        "GET / HTTP/1.1 x\r\n", "GET / HTTP/1.2\r\n", "GET / HTTP/2.0\r\n", "GET / HTTP/0.9\r\n",
        "GET / http/1.1\r\n", "GET / SSH/1.1\r\n", "GET /\x01 HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\n X: folded\r\n", "GET / HTTP/1.1\r\nX : a\r\n",
        "GET / HTTP/1.1\r\nX\r\n", "GET / HTTP/1.1\r\nX: a\x01\r\n", "GET / HTTP/1.1\nX: a\r\n",
        "GET / HTTP/1.1\r\nX: a\nY: b\r\n", "\x16\x03\x01\x02\r\n"}) {
    EXPECT_EQ(refusal_of(lines + "Host: a\r\n\r\n" + next), "HTTP/1.1 400") << lines;
  }
  EXPECT_TRUE(is_well());
}

TEST_F(ServerTest, RefusesLengthsThatAProxyCouldReadOtherwise) {
  start();
  const std::string next = "GET /seen HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::string fields :
       {"Content-Length: -1", "Content-Length: +1", "Content-Length: 1x",
        "Content-Length:", "Content-Length: 0x1", "Content-Length: 99999999999999999999999",
        "Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length: 1, 1", "Content-Length : 1",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 1", "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip\r\nContent-Length: 1"}) {
    const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
    EXPECT_EQ(refusal_of(head + next), "HTTP/1.1 400") << fields;
  }
  EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "HTTP/1.1 400");
}

TEST_F(ServerTest, RefusesBadChunks) {
  start();
  for (const std::string body :
       {"x\r\n", "-1\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\n", "3 3\r\nabc\r\n0\r\n\r\n", "0\r\nContent-Length: 5\r\n\r\n",
        "0\r\nno field\r\n\r\n"}) {
    EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body),
              "HTTP/1.1 400")
        << body;
  }
  EXPECT_TRUE(is_well());
}

TEST_F(ServerTest, LimitsTheHead) {
  start();
  const std::string line = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(refusal_of(line + "X: " + std::string(100'000, 'x')), "HTTP/1.1 431");
  EXPECT_EQ(refusal_of("GET /" + std::string(100'000, 'x')), "HTTP/1.1 431");
  std::string many = line;
  for (int i = 0; i < 50'000; ++i) many += "X: y\r\n";
  EXPECT_EQ(refusal_of(many), "HTTP/1.1 431");
  const std::string chunked = line + "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(refusal_of(chunked + "1;" + std::string(100'000, 'x')), "HTTP/1.1 431");
  EXPECT_EQ(refusal_of(chunked + "0\r\nX: " + std::string(100'000, 'x')), "HTTP/1.1 431");
}

TEST_F(ServerTest, LimitsTheBodyAndLetsTheClientReadTheRefusal) {
  start({.body_bytes_max = 1'000});
  const std::string line = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  const std::string megabytes(6'000'000, 'x');
  EXPECT_EQ(refusal_of(line + "Content-Length: 6000000\r\n\r\n" + megabytes), "HTTP/1.1 413");
  std::string chunks = line + "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 6'000; ++i) chunks += "3E8\r\n" + megabytes.substr(0, 1'000) + "\r\n";
  EXPECT_EQ(refusal_of(chunks), "HTTP/1.1 413");
  const std::string fits =
      closing("POST /echo HTTP/1.1\r\nContent-Length: 1000\r\n") + megabytes.substr(0, 1'000);
  EXPECT_EQ(body_of(answer_to(fits)).size(), 1'000U);
}

TEST_F(ServerTest, RefusesSlowRequestsAndClosesIdleConnectionsWithoutAWord) {
  start({.header_timeout = milliseconds(50), .body_timeout = milliseconds(50)});
  EXPECT_EQ(refusal_of("GET / HT"), "HTTP/1.1 408");
  EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"),
            "HTTP/1.1 408");
  EXPECT_EQ(answer_to(""), "");
  auto& kept = connect();
  kept.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(body_of(kept.read_message()), "GET /seen");
  EXPECT_EQ(kept.read_all(), "");
  EXPECT_TRUE(is_well());
}

TEST_F(ServerTest, HidesWhyAHandlerFailed) {
  start();
  for (const std::string path : {"/throw", "/throw_int"}) {
    auto& peer = connect();
    peer.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answer = peer.read_message();
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 500");
    EXPECT_EQ(answer.find("hunter2"), std::string::npos);
    peer.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(body_of(peer.read_message()), "GET /seen");
  }
}

TEST_F(ServerTest, LetsNoHandlerSplitItsAnswer) {
  start();
  const std::string answer = answer_to(closing("GET /split HTTP/1.1\r\n"));
  EXPECT_NE(answer.find("\r\nX-A: bSet-Cookie: evil<p>\r\n"), std::string::npos);
  EXPECT_EQ(answer.find("Evil"), std::string::npos);
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_NE(answer.find("\r\nContent-Length: 0\r\n"), std::string::npos);
  EXPECT_EQ(answer.find("Content-Length: 1"), std::string::npos);
}

TEST_F(ServerTest, RefusesForASlowHandlerAndOutlivesIt) {
  start({.handler_timeout = milliseconds(50)});
  EXPECT_EQ(refusal_of("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"), "HTTP/1.1 503");
  EXPECT_TRUE(is_well());
  gate_.open();
  EXPECT_TRUE(is_well());
}

TEST_F(ServerTest, DropsTheAnswerOfAHandlerThatEndsWhileItsRefusalIsRead) {
  start({.handler_timeout = milliseconds(50)});
  auto& peer = connect();
  peer.send("POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nlate");
  EXPECT_EQ(peer.read_message().substr(0, 12), "HTTP/1.1 503");
  gate_.open();
  EXPECT_EQ(peer.read_all(), "");
  EXPECT_TRUE(is_well());
}

TEST_F(ServerTest, TurnsAwayConnectionsOverTheLimit) {
  start({.connections_max = 1});
  auto& first = connect();
  first.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
  first.read_message();
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "HTTP/1.1 503");
  first.close();
  bool well = false;
  for (int i = 0; i < 10'000 && !well; ++i) well = is_well();
  EXPECT_TRUE(well);
}

TEST_F(ServerTest, StaysWellAfterAThousandQuickConnections) {
  start();
  const std::string request = "GET /seen HTTP/1.1\r\nHost: a\r\n\r\n";
  for (int i = 0; i < 1'000; ++i) {
    RawPeer peer(server_->port());
    peer.send(request.substr(0, static_cast<std::size_t>(i) % (request.size() + 1)));
  }
  EXPECT_TRUE(is_well());
}

}  // namespace
}  // namespace patchbay::http
