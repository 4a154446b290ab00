#include "hub/http/url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "hub/base/text.h"

namespace patchbay::http {
namespace {

constexpr std::size_t url_bytes_max = 8 * 1024;

std::uint16_t default_port(bool tls) { return tls ? 443 : 80; }

std::string bare_host(const boost::urls::url_view& url) {
  std::string host = to_lower(url.host());
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return host;
}

bool holds_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
}

}  // namespace

std::string Url::authority() const {
  const bool bracketed = host.find(':') != std::string::npos;
  std::string text = bracketed ? "[" + host + "]" : host;
  if (port != default_port(tls)) text += ":" + std::to_string(port);
  return text;
}

Result<Url> split_url(std::string_view text) {
  if (text.size() > url_bytes_max) {
    return invalid("the URL is longer than " + std::to_string(url_bytes_max) + " bytes");
  }
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return invalid("this is not an absolute URL; write https://host/path");
  const boost::urls::url_view& url = *parsed;
  Url out;
  out.tls = url.scheme_id() == boost::urls::scheme::https;
  if (!out.tls && url.scheme_id() != boost::urls::scheme::http) {
    return invalid("the URL's scheme is not http or https");
  }
  if (url.has_userinfo()) {
    return invalid("the URL holds a user name or password; give credentials as secrets instead");
  }
  out.host = bare_host(url);
  if (out.host.empty()) return invalid("the URL has no host; write https://host/path");
  if (holds_control_character(out.host)) return invalid("the URL's host holds a blank");
  if (url.has_port() && !url.port().empty()) {
    out.port = url.port_number();
    if (out.port == 0) return invalid("the URL's port is not between 1 and 65535");
  } else {
    out.port = default_port(out.tls);
  }
  // Boost.URL 1.81 takes a port that is no number for the beginning of the path.
  if (!url.encoded_path().empty() && url.encoded_path().front() != '/') {
    return invalid("the URL's port is not a number");
  }
  out.target = url.encoded_path().empty() ? "/" : std::string(url.encoded_path());
  if (url.has_query()) out.target.append("?").append(url.encoded_query());
  return out;
}

}  // namespace patchbay::http
