#include "hub/app/doors.h"

#include "hub/http/url.h"

#include <boost/asio/ip/address.hpp>

namespace patchbay::app {
namespace {

bool is_loopback(const std::string& host) {
  boost::system::error_code failed;
  const auto ip = boost::asio::ip::make_address(host, failed);
  return !failed && ip.is_loopback();
}

/// The setting as networks.
Result<http::Networks> networks_of(const FieldValues& values, const char* setting) {
  auto networks = http::Networks::parse_list(values.text(setting));
  if (!networks) return networks.error().in(setting);
  return networks;
}

Result<std::string> read_public_url(const FieldValues& values) {
  std::string url = values.text("http.public_url");
  while (url.ends_with('/')) url.pop_back();
  if (url.empty()) return url;
  if (const auto parts = http::split_url(url); !parts) return parts.error().in("http.public_url");
  if (url.find_first_of("?#") != std::string::npos)
    return invalid("http.public_url: it must end before any ? or #; write https://hub.example");
  return url;
}

}  // namespace

Result<ListenAddress> parse_loopback(const std::string& text) {
  auto address = parse_listen(text);
  if (!address) return address;
  if (address->host == "localhost") address->host = "127.0.0.1";
  if (!is_loopback(address->host))
    return refused("\"" + text + "\" can be reached by others; only loopback is served here");
  return address;
}

Result<Doors> read_doors(const FieldValues& values) {
  Doors doors;
  auto proxies = networks_of(values, "http.trusted_proxies");
  if (!proxies) return proxies.error();
  auto allowed = networks_of(values, "security.allowed_networks");
  if (!allowed) return allowed.error();
  auto url = read_public_url(values);
  if (!url) return url.error();
  const std::string& listen = values.text("http.listen");
  auto address = parse_listen(listen);
  if (!address) return address.error();
  if (address->host == "localhost") address->host = "127.0.0.1";
  const bool is_guarded = !values.text("http.tls_certificate").empty() || !proxies->empty();
  if (!is_loopback(address->host) && !is_guarded && !values.boolean("http.allow_plain"))
    return refused("http.listen: \"" + listen +
                   "\" can be reached by others, who could read keys and data: set "
                   "http.tls_certificate and http.tls_key, name the proxy that does TLS in "
                   "http.trusted_proxies, or say http.allow_plain = true");
  doors.listen = std::move(*address);
  doors.trusted_proxies = std::move(*proxies);
  doors.allowed = std::move(*allowed);
  doors.public_url = std::move(*url);
  return doors;
}

}  // namespace patchbay::app
