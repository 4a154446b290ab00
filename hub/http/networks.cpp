#include "hub/http/networks.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

#include "hub/base/text.h"

namespace patchbay::http {
namespace {

namespace ip = boost::asio::ip;

/// Longer texts are no addresses.
constexpr std::size_t address_bytes_max = 45;

std::optional<ip::address> read_address(std::string_view text) {
  if (text.empty() || text.size() > address_bytes_max || text.find('%') != std::string_view::npos)
    return std::nullopt;
  boost::system::error_code failed;
  const auto address = ip::make_address(std::string(text), failed);
  if (failed) return std::nullopt;
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::address(ip::make_address_v4(ip::v4_mapped, address.to_v6()));
}

/// The bits of a prefix; nothing when the text is no number up to `bits_max`.
std::optional<unsigned short> read_bits(std::string_view text, unsigned short bits_max) {
  unsigned short bits = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || bits > bits_max)
    return std::nullopt;
  return bits;
}

/// The part between the marks that a proxy put around an address: "[2001:db8::1]:4711", "\"…\"",
/// "203.0.113.7:4711".
std::string_view bare(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    return close == text.npos ? std::string_view() : text.substr(1, close - 1);
  }
  const auto colon = text.find(':');
  const bool one_colon = colon != std::string_view::npos && text.find(':', colon + 1) == text.npos;
  return one_colon ? text.substr(0, colon) : text;
}

/// The addresses of all fields of that name, left to right; `value` finds one in an element.
template <class Value>
std::vector<std::string> walk(const Headers& headers, std::string_view name, Value value) {
  std::vector<std::string> found;
  for (const auto& [key, text] : headers) {
    if (!equal_ignoring_case(key, name)) continue;
    for (const auto element : split(text, ',')) found.push_back(normal_address(value(element)));
  }
  return found;
}

/// The value of "for" in one element of Forwarded.
std::string_view for_of(std::string_view element) {
  for (const auto pair : split(element, ';')) {
    const auto text = trim(pair);
    if (text.size() > 4 && equal_ignoring_case(text.substr(0, 4), "for="))
      return bare(text.substr(4));
  }
  return {};
}

}  // namespace

Result<Networks> Networks::parse(std::span<const std::string> texts) {
  if (texts.size() > count_max)
    return invalid("there are more than " + std::to_string(count_max) + " networks in a list");
  Networks all;
  for (const auto& text : texts)
    if (auto added = all.add(text); !added) return added.error();
  return all;
}

Result<Networks> Networks::parse_list(std::string_view text) {
  std::vector<std::string> texts;
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), ',', ' ');
  for (const auto part : split(spaced, ' '))
    if (!part.empty()) texts.emplace_back(part);
  return parse(texts);
}

Result<void> Networks::add(const std::string& text) {
  const Error wrong =
      invalid("\"" + clean_text(text, 60) +
              "\" is no network; write 203.0.113.0/24, 2001:db8::/32 or one address");
  const auto slash = text.find('/');
  const auto address = read_address(std::string_view(text).substr(0, slash));
  if (!address) return wrong;
  const bool whole = slash == std::string::npos;
  const auto rest = whole ? std::string_view() : std::string_view(text).substr(slash + 1);
  const unsigned short all = address->is_v4() ? 32 : 128;
  const auto bits = whole ? std::optional(all) : read_bits(rest, all);
  if (!bits) return wrong;
  const auto off = invalid("\"" + text + "\" has bits behind its prefix; is the length right?");
  if (address->is_v4()) {
    const ip::network_v4 network(address->to_v4(), *bits);
    if (network != network.canonical()) return off;
    four_.push_back(network);
  } else {
    const ip::network_v6 network(address->to_v6(), *bits);
    if (network != network.canonical()) return off;
    six_.push_back(network);
  }
  return {};
}

bool Networks::contains(std::string_view text) const {
  const auto address = read_address(text);
  if (!address) return false;
  if (address->is_v4()) {
    const auto inside = [four = address->to_v4()](const ip::network_v4& network) {
      return ip::network_v4(four, network.prefix_length()).canonical() == network;
    };
    return std::any_of(four_.begin(), four_.end(), inside);
  }
  const auto inside = [six = address->to_v6()](const ip::network_v6& network) {
    return ip::network_v6(six, network.prefix_length()).canonical() == network;
  };
  return std::any_of(six_.begin(), six_.end(), inside);
}

std::string normal_address(std::string_view text) {
  const auto address = read_address(text);
  return address ? address->to_string() : std::string();
}

std::string client_address(const std::string& peer, const Headers& headers,
                           const Networks& trusted) {
  if (trusted.empty() || !trusted.contains(peer)) return peer;
  const bool has_list = headers.has("X-Forwarded-For");
  const auto chain =
      has_list ? walk(headers, "X-Forwarded-For", bare) : walk(headers, "Forwarded", for_of);
  std::string client = peer;
  for (auto hop = chain.rbegin(); hop != chain.rend() && !hop->empty(); ++hop) {
    client = *hop;
    if (!trusted.contains(client)) break;
  }
  return client;
}

}  // namespace patchbay::http
