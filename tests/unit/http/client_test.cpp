#include "hub/http/client.h"

#include <gtest/gtest.h>

#include <future>

#include "hub/base/error.h"
#include "hub/base/result.h"
#include "hub/http/loops.h"
#include "tests/support/run_on.h"
#include "tests/unit/http/peer.h"

namespace patchbay::http {
namespace {

using std::chrono::milliseconds;

class ClientTest : public ::testing::Test {
 protected:
  void use(ClientOptions options) { client_ = make_client(loops_->at(0), std::move(options)); }

  Exchange send(std::string method, std::string url, std::string body = "",
                milliseconds timeout = milliseconds(5'000)) {
    ClientRequest request;
    request.method = std::move(method);
    request.url = std::move(url);
    request.body = std::move(body);
    request.timeout = timeout;
    return run_on(loops_->at(0), client_->send(std::move(request)));
  }
  Response answer(std::string method, std::string url, std::string body = "") {
    auto exchange = send(std::move(method), std::move(url), std::move(body));
    if (auto* failure = std::get_if<Failure>(&exchange)) {
      ADD_FAILURE() << name_of(failure->stage) << ": " << failure->message;
      return {};
    }
    return std::get<Response>(exchange);
  }
  static std::string failed(const Exchange& exchange) {
    const auto* failure = std::get_if<Failure>(&exchange);
    if (!failure) return "answered " + std::to_string(std::get<Response>(exchange).status);
    return std::string(name_of(failure->stage)) + (failure->timed_out ? " timed out" : "");
  }

  std::unique_ptr<Loops> loops_ = start_loops(1);
  std::unique_ptr<Client> client_ = make_client(loops_->at(0), {});
};

const std::string ok_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

TEST_F(ClientTest, SendsAndReceivesOverOneKeptConnection) {
  std::string first, second;
  RawServer server({[&](RawPeer& peer) {
    first = peer.read_message();
    peer.send(ok_answer);
    second = peer.read_message();
    peer.send(
        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
        "X-A: trailer\r\n\r\n");
  }});
  const auto response = answer("GET", server.url("/a?b=c"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok");
  EXPECT_EQ(response.headers.get("x-a"), "b");
  const auto created = answer("POST", server.url("/p"), "body");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body, "abc");
  EXPECT_FALSE(created.headers.has("X-A"));
  const std::string host = "Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n";
  EXPECT_EQ(first, "GET /a?b=c HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_EQ(second, "POST /p HTTP/1.1\r\n" + host + "Content-Length: 4\r\n\r\nbody");
}

TEST_F(ClientTest, ReadsAnswersThatEndWithTheConnectionAndSkipsInterimOnes) {
  RawServer server({[](RawPeer& peer) {
    peer.read_message();
    peer.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nto the end");
  }});
  EXPECT_EQ(answer("GET", server.url()).body, "to the end");
}

TEST_F(ClientTest, ReadsNoBodyOfAHeadAnswer) {
  RawServer server({[](RawPeer& peer) {
    peer.read_message();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
    peer.read_message();
    peer.send(ok_answer);
  }});
  EXPECT_EQ(answer("HEAD", server.url()).headers.get("content-length"), "99");
  EXPECT_EQ(answer("GET", server.url()).body, "ok");
}

TEST_F(ClientTest, OpensAnewWhenTheKeptConnectionWasClosed) {
  std::promise<void> closed;
  RawServer server({[&](RawPeer& peer) {
                      peer.read_message();
                      peer.send(ok_answer);
                      peer.close();
                      closed.set_value();
                    },
                    [](RawPeer& peer) {
                      peer.read_message();
                      peer.send(ok_answer);
                    }});
  answer("GET", server.url());
  closed.get_future().get();
  EXPECT_EQ(answer("POST", server.url(), "x").status, 200);
}

TEST_F(ClientTest, DoesNotKeepAConnectionThatThePeerWillClose) {
  RawServer server({[](RawPeer& peer) {
                      peer.read_message();
                      peer.send(
                          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                      EXPECT_EQ(peer.read_all(), "");
                    },
                    [](RawPeer& peer) {
                      peer.read_message();
                      peer.send(ok_answer);
                    }});
  answer("GET", server.url());
  answer("GET", server.url());
}

TEST_F(ClientTest, RefusesWhatCannotBeSent) {
  EXPECT_EQ(failed(send("GET", "ftp://a/")), "refused");
  EXPECT_EQ(failed(send("GE T", "http://127.0.0.1:1/")), "refused");
  ClientRequest request;
  request.url = "http://127.0.0.1:1/";
  request.headers.add("X", "a\r\nInjected: b");
  EXPECT_EQ(failed(run_on(loops_->at(0), client_->send(std::move(request)))), "refused");
}

TEST_F(ClientTest, TellsConnectWhenNobodyListens) {
  std::uint16_t port = 0;
  {
    RawServer gone({});
    port = gone.port();
  }
  const auto exchange =
      send("POST", "http://127.0.0.1:" + std::to_string(port) + "/secret?s=1", "x");
  EXPECT_EQ(failed(exchange), "connect");
  EXPECT_EQ(std::get<Failure>(exchange).message.find("secret"), std::string::npos);
}

TEST_F(ClientTest, TellsResolveForAnUnknownName) {
  EXPECT_EQ(failed(send("GET", "http://no-such-name.invalid/")), "resolve");
}

TEST_F(ClientTest, ResolvesNames) {
  RawServer server({[](RawPeer& peer) {
    EXPECT_NE(peer.read_message().find("Host: localhost:"), std::string::npos);
    peer.send(ok_answer);
  }});
  EXPECT_EQ(answer("GET", "http://localhost:" + std::to_string(server.port()) + "/").body, "ok");
}

TEST_F(ClientTest, TellsSentWhenThePeerReadsAndCloses) {
  RawServer server({[](RawPeer& peer) { peer.read_message(); }});
  EXPECT_EQ(failed(send("POST", server.url(), "x")), "sent");
}

TEST_F(ClientTest, DoesNotRepeatARequestThatAKeptConnectionMayHaveCarried) {
  RawServer server({[](RawPeer& peer) {
    peer.read_message();
    peer.send(ok_answer);
    peer.read_message();
  }});
  answer("GET", server.url());
  EXPECT_EQ(failed(send("POST", server.url(), "x")), "sent");
}

TEST_F(ClientTest, TellsSentAndTimedOutWhenNoAnswerComes) {
  std::promise<void> over;
  RawServer server({[&](RawPeer& peer) {
    peer.read_message();
    over.get_future().get();
  }});
  EXPECT_EQ(failed(send("POST", server.url(), "x", milliseconds(50))), "sent timed out");
  over.set_value();
}

TEST_F(ClientTest, TellsPartlyReceivedWhenTheAnswerIsCutOrStops) {
  std::promise<void> over;
  RawServer server({[](RawPeer& peer) {
                      peer.read_message();
                      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    },
                    [&](RawPeer& peer) {
                      peer.read_message();
                      peer.send("H");
                      over.get_future().get();
                    },
                    [](RawPeer& peer) {
                      peer.read_message();
                      peer.send("SSH-2.0-OpenSSH\r\n\r\n");
                    }});
  EXPECT_EQ(failed(send("GET", server.url())), "partly_received");
  EXPECT_EQ(failed(send("GET", server.url(), "", milliseconds(50))), "partly_received timed out");
  over.set_value();
  EXPECT_EQ(failed(send("GET", server.url())), "partly_received");
}

TEST_F(ClientTest, LimitsTheAnswer) {
  use({.response_bytes_max = 10});
  const auto too_long = [](RawPeer& peer) {
    peer.read_message();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901");
  };
  const auto endless_head = [](RawPeer& peer) {
    peer.read_message();
    peer.send("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'));
  };
  const auto endless_interim = [](RawPeer& peer) {
    peer.read_message();
    for (int i = 0; i < 20; ++i) peer.send("HTTP/1.1 102 Processing\r\n\r\n");
  };
  RawServer server({too_long, endless_head, endless_interim});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(failed(send("GET", server.url())), "partly_received");
}

TEST_F(ClientTest, WaitsInLineForAConnectionWithinTheDeadline) {
  use({.connections_per_origin = 1});
  std::promise<void> first_read, go_on;
  RawServer server({[&](RawPeer& peer) {
    peer.read_message();
    first_read.set_value();
    go_on.get_future().get();
    peer.send(ok_answer);
    peer.read_message();
    peer.send(ok_answer);
  }});
  ClientRequest request;
  request.url = server.url();
  const auto start = [&] {
    return boost::asio::co_spawn(loops_->at(0), client_->send(request), boost::asio::use_future);
  };
  auto first = start();
  first_read.get_future().get();
  auto second = start();
  EXPECT_EQ(failed(send("GET", server.url(), "", milliseconds(30))), "connect timed out");
  go_on.set_value();
  EXPECT_EQ(failed(first.get()), "answered 200");
  EXPECT_EQ(failed(second.get()), "answered 200");
}

TEST_F(ClientTest, TakesAnAnswerThatComesBeforeTheBodyIsRead) {
  RawServer server({[](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.end_sending();
    peer.read_all();
  }});
  EXPECT_EQ(answer("POST", server.url(), std::string(4'000'000, 'x')).status, 413);
}

TEST(MakeClient, RefusesAnUnreadableCaFile) {
  const auto loops = start_loops(1);
  EXPECT_THROW(make_client(loops->at(0), {.ca_file = "/nonexistent/ca.pem"}), ErrorException);
}

TEST_F(ClientTest, AnAddressThatIsRefusedGetsNoConnection) {
  std::vector<std::string> asked;
  ClientOptions options;
  options.refusal = [&](const auto& address) {
    asked.push_back(address.to_string());
    return std::string("not here");
  };
  use(options);
  RawServer server({[](RawPeer& peer) { peer.read_message(); }});
  for (const auto& url : {server.url(), "http://localhost:" + std::to_string(server.port())}) {
    const auto exchange = send("GET", url);
    EXPECT_EQ(failed(exchange), "refused") << url;
    EXPECT_NE(std::get<Failure>(exchange).message.find("not here"), std::string::npos);
  }
  EXPECT_EQ(std::count(asked.begin(), asked.end(), "127.0.0.1"), 2);
  RawPeer(server.port());  // the server's script wants a connection: it had none
}

TEST_F(ClientTest, TheConnectedPeerIsAskedOfAgain) {
  int asked = 0;
  ClientOptions options;
  options.refusal = [&](const auto&) {
    return ++asked == 2 ? std::string("it is another one") : std::string();
  };
  use(options);
  std::string seen;
  RawServer server({[&](RawPeer& peer) { seen = peer.read_message(); },
                    [](RawPeer& peer) {
                      peer.read_message();
                      peer.send(ok_answer);
                    }});
  EXPECT_EQ(failed(send("GET", server.url())), "refused");
  EXPECT_EQ(answer("GET", server.url()).status, 200);
  EXPECT_EQ(asked, 4);
  EXPECT_EQ(seen, "") << "nothing is sent to whom it is refused";
}

}  // namespace
}  // namespace patchbay::http
