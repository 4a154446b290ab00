#include "hub/app/loopback.h"

#include <boost/asio/ip/address.hpp>

namespace patchbay::app {

Result<ListenAddress> parse_loopback(const std::string& text) {
  auto address = parse_listen(text);
  if (!address) return address;
  if (address->host == "localhost") address->host = "127.0.0.1";
  boost::system::error_code failed;
  const auto ip = boost::asio::ip::make_address(address->host, failed);
  if (failed || !ip.is_loopback())
    return refused("\"" + text +
                   "\" can be reached by others, and the API has no access control yet: listen on "
                   "127.0.0.1 and put a proxy in front");
  return address;
}

}  // namespace patchbay::app
