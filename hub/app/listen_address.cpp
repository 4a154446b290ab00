#include "hub/app/listen_address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace patchbay::app {

Result<ListenAddress> parse_listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  const Error bad =
      invalid("\"" + text + "\" is not an address to listen on; write 127.0.0.1:8080");
  if (colon == std::string::npos) return bad;
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";

  ListenAddress address{host, 0};
  const char* end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (failed != std::errc{} || stopped != end) return bad;
  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(host, error);
  if (error) return bad;
  if (!ip.is_loopback())
    return refused("\"" + text +
                   "\" can be reached by others; the API listens on loopback only until access "
                   "control is built; put a proxy in front or use 127.0.0.1");
  return address;
}

}  // namespace patchbay::app
