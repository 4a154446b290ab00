// The caller with the hub's own client against a real socket: the stage of a failure decides.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "tests/unit/adapters/caller_support.h"

namespace patchbay::adapters {
namespace {

using boost::asio::ip::tcp;

/// A partner of one connection: takes one request whole, then does as `behave` says with the
/// socket.
class OneShotPartner {
 public:
  explicit OneShotPartner(std::function<void(tcp::socket&)> behave)
      : acceptor_(context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
        thread_([this, behave = std::move(behave)] {
          tcp::socket socket = acceptor_.accept();
          boost::asio::read_until(socket, boost::asio::dynamic_buffer(request_), "\r\n\r\n{}");
          behave(socket);
        }) {}
  ~OneShotPartner() { thread_.join(); }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }

 private:
  boost::asio::io_context context_;
  std::string request_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

class LoopbackTest : public testing::CallerTest {
 protected:
  void TearDown() override {
    caller_.reset();
    // A client belongs to its loop, so it goes there too.
    std::promise<void> gone;
    boost::asio::post(loops_->at(0), [&] {
      real_.reset();
      gone.set_value();
    });
    gone.get_future().wait();
    CallerTest::TearDown();
  }

  Outcome call_partner(const std::string& url, std::int64_t timeout_ms = 5'000) {
    if (!real_) real_ = http::make_client(loops_->at(0), {});
    caller_ = make_caller(store(), *loops_, tokens_, [this]() -> http::Client& { return *real_; },
                          clock_, {});
    auto made = manifest();
    made.limits.timeout_ms = timeout_ms;
    const auto end = [](const Reply& reply) {
      const auto* response = testing::response_of(reply);
      return response ? succeeded({{"partner_reference", response->body}}) : retryable("no answer");
    };
    use(testing::one_step(HttpStep{"POST", "/credits", {}, "{}", true}, end), made, url);
    return run(credit());
  }

  std::unique_ptr<http::Client> real_;
};

INSTANTIATE_TEST_SUITE_P(Stores, LoopbackTest, ::testing::Values(store::Dialect::sqlite));

TEST_P(LoopbackTest, AnAnswerSucceeds) {
  const OneShotPartner partner([](tcp::socket& socket) {
    const std::string_view answer = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nc7";
    boost::asio::write(socket, boost::asio::buffer(answer));
  });
  EXPECT_EQ(call_partner(partner.url()).result, (boost::json::value{{"partner_reference", "c7"}}));
}

TEST_P(LoopbackTest, AConnectionCutAfterTheRequestIsUnknown) {
  const OneShotPartner partner([](tcp::socket& socket) { socket.close(); });
  EXPECT_EQ(call_partner(partner.url()).kind, OutcomeKind::unknown);
}

TEST_P(LoopbackTest, AHalfAnswerIsUnknown) {
  const OneShotPartner partner([](tcp::socket& socket) {
    const std::string_view half = "HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\nc7";
    boost::asio::write(socket, boost::asio::buffer(half));
    socket.close();
  });
  EXPECT_EQ(call_partner(partner.url()).kind, OutcomeKind::unknown);
}

TEST_P(LoopbackTest, ASilentPartnerIsUnknown) {
  const OneShotPartner partner([](tcp::socket& socket) {
    char byte;
    boost::system::error_code closed;
    socket.read_some(boost::asio::buffer(&byte, 1), closed);  // until the client gives up
  });
  EXPECT_EQ(call_partner(partner.url(), 50).kind, OutcomeKind::unknown);
}

TEST_P(LoopbackTest, NobodyThereIsRetryable) {
  std::string url;
  {
    boost::asio::io_context context;
    tcp::acceptor closed(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    url = "http://127.0.0.1:" + std::to_string(closed.local_endpoint().port());
  }
  EXPECT_EQ(call_partner(url).kind, OutcomeKind::retryable);
}

}  // namespace
}  // namespace patchbay::adapters
