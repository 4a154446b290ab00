#include "tests/bench/http_load.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace patchbay::bench {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr std::size_t answer_bytes_max = 16 * 1024;

/// Bytes of a whole answer at the beginning of `text`; 0: it is not all there yet.
std::size_t answer_size(std::string_view text) {
  const auto head = text.find("\r\n\r\n");
  if (head == text.npos) return 0;
  constexpr std::string_view name = "Content-Length: ";
  std::size_t body = 0;
  if (const auto at = text.substr(0, head).find(name); at != text.npos)
    std::from_chars(text.data() + at + name.size(), text.data() + head, body);
  const auto whole = head + 4 + body;
  return text.size() >= whole ? whole : 0;
}

class Connection {
 public:
  Connection(asio::io_context& context, const Load& load, std::size_t number)
      : socket_(context), requests_(load.requests[number]), wanted_("HTTP/1.1 " + load.status) {
    socket_.connect({asio::ip::address_v4::loopback(), load.port});
    socket_.set_option(asio::ip::tcp::no_delay(true));
    seconds_.reserve(requests_.size());
  }
  void send_next() {
    if (seconds_.size() == requests_.size()) return;
    start_ = Clock::now();
    asio::async_write(socket_, asio::buffer(requests_[seconds_.size()]),
                      [this](const error_code& failed, std::size_t) {
                        check(failed);
                        receive();
                      });
  }
  const std::vector<double>& seconds() const { return seconds_; }

 private:
  void receive() {
    socket_.async_read_some(asio::buffer(answer_.data() + received_, answer_.size() - received_),
                            [this](const error_code& failed, std::size_t size) {
                              check(failed);
                              received_ += size;
                              look();
                            });
  }
  void look() {
    const std::string_view answer(answer_.data(), received_);
    if (answer_size(answer) == 0) return receive();
    if (!answer.starts_with(wanted_))
      throw std::runtime_error("the server answered " + std::string(answer.substr(0, 200)));
    received_ = 0;  // one request at a time: nothing comes after it
    seconds_.push_back(std::chrono::duration<double>(Clock::now() - start_).count());
    send_next();
  }
  static void check(const error_code& failed) {
    if (failed) throw std::runtime_error("the connection broke: " + failed.message());
  }

  asio::ip::tcp::socket socket_;
  const std::vector<std::string>& requests_;
  const std::string wanted_;
  std::vector<char> answer_ = std::vector<char>(answer_bytes_max);
  std::size_t received_ = 0;
  Clock::time_point start_;
  std::vector<double> seconds_;
};

double at_ms(const std::vector<double>& sorted, std::size_t percent) {
  return sorted.empty() ? 0 : sorted[(sorted.size() - 1) * percent / 100] * 1000;
}

}  // namespace

void Pace::take_best(const Pace& other) {
  const auto least = [](double a, double b) { return a == 0 ? b : std::min(a, b); };
  per_s = std::max(per_s, other.per_s);
  p50_ms = least(p50_ms, other.p50_ms);
  p99_ms = least(p99_ms, other.p99_ms);
  cpu_us = least(cpu_us, other.cpu_us);
}

Pace send(const Load& load) {
  asio::io_context context(1);
  std::vector<std::unique_ptr<Connection>> connections;
  for (std::size_t i = 0; i < load.requests.size(); ++i)
    connections.push_back(std::make_unique<Connection>(context, load, i));
  const auto start = Clock::now();
  const auto cpu_start = std::clock();
  for (const auto& one : connections) one->send_next();
  context.run();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const double cpu_s = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
  std::vector<double> all;
  for (const auto& one : connections)
    all.insert(all.end(), one->seconds().begin(), one->seconds().end());
  std::sort(all.begin(), all.end());
  const auto count = static_cast<double>(all.size());
  return {count / seconds, at_ms(all, 50), at_ms(all, 99), 1e6 * cpu_s / count};
}

}  // namespace patchbay::bench
