#pragma once
// A server of raw bytes for tests of the client, and a client of raw bytes for tests of the server.

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <string>
#include <thread>

namespace patchbay::http {

/// Blocking reads and writes of bytes on a loopback connection.
class RawPeer {
 public:
  explicit RawPeer(std::uint16_t port) : socket_(context_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  RawPeer(boost::asio::ip::tcp::acceptor& acceptor) : socket_(context_) {
    acceptor.accept(socket_);
  }

  void send(std::string_view bytes) {
    boost::asio::write(socket_, boost::asio::buffer(bytes.data(), bytes.size()), error_);
  }
  /// Everything up to and with `mark`, or up to the end.
  std::string read_until(const std::string& mark) {
    const auto size =
        boost::asio::read_until(socket_, boost::asio::dynamic_buffer(text_), mark, error_);
    const auto taken = error_ ? text_.size() : size;
    std::string out = text_.substr(0, taken);
    text_.erase(0, taken);
    return out;
  }
  std::string read_bytes(std::size_t count) {
    while (text_.size() < count && !error_) {
      char chunk[4096];
      text_.append(chunk, socket_.read_some(boost::asio::buffer(chunk), error_));
    }
    std::string out = text_.substr(0, count);
    text_.erase(0, out.size());
    return out;
  }
  std::string read_all() {
    boost::asio::read(socket_, boost::asio::dynamic_buffer(text_), error_);
    return std::exchange(text_, {});
  }
  /// A head and the body that its Content-Length announces.
  std::string read_message() {
    std::string message = read_until("\r\n\r\n");
    const auto field = message.find("Content-Length: ");
    if (field != std::string::npos) message += read_bytes(std::stoul(message.substr(field + 16)));
    return message;
  }
  /// The last error; eof when the other side ended in order.
  boost::system::error_code error() const { return error_; }
  void end_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error_); }
  void close() { socket_.close(error_); }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::system::error_code error_;
  std::string text_;
};

/// Runs a script once for every connection, one after the other, on a thread of its own.
class RawServer {
 public:
  using Script = std::function<void(RawPeer&)>;
  explicit RawServer(std::vector<Script> scripts)
      : acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}),
        port_(acceptor_.local_endpoint().port()),
        thread_([this, scripts = std::move(scripts)] {
          for (const auto& script : scripts) {
            RawPeer peer(acceptor_);
            script(peer);
          }
        }) {}
  ~RawServer() { thread_.join(); }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::uint16_t port() const { return port_; }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::thread thread_;
};

}  // namespace patchbay::http
