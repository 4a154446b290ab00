#include "tests/integration/api_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "hub/base/text.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

constexpr int read_limit_ms = 5'000;

Answer parse(const std::string& text) {
  Answer answer;
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos || !text.starts_with("HTTP/1.")) return answer;
  answer.status = std::atoi(text.c_str() + 9);
  answer.body = text.substr(end + 4);
  const std::string head = text.substr(0, end);
  for (const auto line : split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
      answer.headers[to_lower(line.substr(0, colon))] = std::string(trim(line.substr(colon + 1)));
  }
  return answer;
}

}  // namespace

Answer curl(const std::string& url, const std::vector<std::string>& more) {
  std::vector<std::string> command{"/usr/bin/curl", "-s", "-i", "--max-time", "10"};
  command.insert(command.end(), more.begin(), more.end());
  command.push_back(url);
  std::string text = run(command).output;
  // An answer to "Expect: 100-continue" comes before the real one.
  while (text.starts_with("HTTP/1.1 100")) text.erase(0, text.find("\r\n\r\n") + 4);
  return parse(text);
}

Answer send_raw(int port, const std::string& bytes) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string text;
  const void* peer = &address;
  if (::connect(socket, static_cast<const sockaddr*>(peer), sizeof address) == 0) {
    // The peer may refuse and close before all was sent; what it answered still counts.
    if (::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) text.clear();
    pollfd waiting{socket, POLLIN, 0};
    std::array<char, 4096> buffer{};
    while (::poll(&waiting, 1, read_limit_ms) > 0) {
      const auto count = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (count <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  ::close(socket);
  return parse(text);
}

}  // namespace patchbay::test
