#include <array>

#include "hub/base/text.h"
#include "hub/http/client_identity.h"
#include "hub/http/url.h"
#include "webhooks/endpoint_json.h"
#include "webhooks/endpoints.h"
#include "webhooks/event_filter.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t url_bytes_max = 2048;
constexpr std::size_t text_bytes_max = 500;
constexpr std::size_t headers_max = 20;
constexpr std::size_t header_bytes_max = 2048;

/// The hub's own, and those that decide where a message ends.
constexpr std::array own_headers{
    "host", "content-length", "content-type", "connection", "user-agent",       "expect",
    "te",   "trailer",        "keep-alive",   "upgrade",    "transfer-encoding"};

Result<void> check_url(const std::string& field, const std::string& text,
                       const AddressGuard& guard) {
  if (text.size() > url_bytes_max) return invalid(field + ": it is longer than 2048 bytes");
  const auto url = http::split_url(text);
  if (!url) return url.error().in(field);
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(url->host, no_address);
  if (no_address) return {};
  if (const auto why = guard.refusal(address); !why.empty()) return invalid(field + ": " + why);
  return {};
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c > 0x20 && c < 0x7f &&
           std::string_view("\"(),/:;<=>?@[\\]{}").find(static_cast<char>(c)) ==
               std::string_view::npos;
  });
}

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 || c >= 0x7f; });
}

Result<void> check_headers(const std::map<std::string, std::string>& headers) {
  if (headers.size() > headers_max) return invalid("headers: there are more than 20");
  for (const auto& [name, value] : headers) {
    const auto lower = to_lower(name);
    const bool is_ours =
        lower.starts_with("webhook-") ||
        std::find(own_headers.begin(), own_headers.end(), lower) != own_headers.end();
    const std::string shown = "headers: \"" + clean_text(name, 100) + "\" ";
    if (!is_token(name)) return invalid(shown + "is no name of a header");
    if (is_ours) return invalid(shown + "is set by the hub itself; choose another name");
    if (name.size() + value.size() > header_bytes_max)
      return invalid(shown + "is longer than 2048 bytes");
    if (!is_printable(value)) return invalid(shown + "has a value that is not printable ASCII");
  }
  return {};
}

Result<void> check_auth(const ReceiverAuth& auth, const EndpointDraft& draft,
                        const AddressGuard& guard) {
  if (auth.type == ReceiverAuth::Type::oauth2_client_credentials) {
    if (auth.client_id.empty()) return invalid("auth: \"client_id\" is empty");
    return check_url("auth: \"token_url\"", auth.token_url, guard);
  }
  if (auth.type != ReceiverAuth::Type::mtls) return {};
  if (!draft.url.starts_with("https:"))
    return invalid("auth: a client certificate wants an https URL");
  const auto made = http::ClientIdentity::from_texts({auth.certificate, auth.key, auth.ca});
  return made ? Result<void>() : made.error().in("auth");
}

Result<void> check_delivery(const DeliverySettings& delivery) {
  const auto read = read_delivery(to_json(delivery));
  return read ? Result<void>() : read.error();
}

}  // namespace

Result<void> check(const EndpointDraft& draft, const AddressGuard& guard) {
  if (auto url = check_url("url", draft.url, guard); !url) return url;
  if (draft.description.size() > text_bytes_max)
    return invalid("description: it is longer than 500 bytes");
  if (draft.partner.size() > text_bytes_max) return invalid("partner: it is longer than 500 bytes");
  if (auto filter = EventFilter::parse(draft.event_types); !filter) return filter.error();
  if (auto headers = check_headers(draft.headers); !headers) return headers;
  if (auto delivery = check_delivery(draft.delivery); !delivery) return delivery;
  return check_auth(draft.auth, draft, guard);
}

}  // namespace patchbay::webhooks
