#include "webhooks/signed_bytes.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "webhooks/encoded.h"
#include "webhooks/signed_parts.h"

namespace patchbay::webhooks {
namespace {

using What = SignedPart::What;

constexpr std::size_t form_fields_max = 1'000;
constexpr std::int64_t seconds_max = 253'402'300'799;  // the year 9999

std::vector<std::string_view> items_of(std::string_view header, const std::string& separator) {
  if (separator.empty()) return {header};
  auto items = split(header, separator.front());
  for (auto& item : items) item = trim(item);
  return items;
}

bool is_form(const http::Headers& headers) {
  const auto type = headers.get("content-type");
  return equal_ignoring_case(trim(type.substr(0, type.find(';'))),
                             "application/x-www-form-urlencoded");
}

std::string form_text(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return http::percent_decode(spaced);
}

enum class Covered { no, yes, wrong };

/// What the digest of the body says, where the scheme has one.
Covered digest_covers(const Scheme& scheme, const InboundRequest& request) {
  if (!scheme.body_digest) return Covered::no;
  const auto& rule = *scheme.body_digest;
  const std::size_t query_at = std::min(request.url.find('?'), request.url.size() - 1) + 1;
  const std::string in_query = http::query_value(request.url.substr(query_at), rule.query);
  std::string_view text = in_query;
  if (rule.query.empty()) text = single_header(request.headers, rule.header).value_or("");
  if (text.empty()) return Covered::no;
  if (!text.starts_with(rule.prefix)) return Covered::wrong;
  const auto given = decode(rule.encoding, text.substr(rule.prefix.size()));
  const auto digest = crypto::sha256(request.body);
  const std::string_view wanted(reinterpret_cast<const char*>(digest.data()), digest.size());
  return given && crypto::equal_in_constant_time(*given, wanted) ? Covered::yes : Covered::wrong;
}

/// Puts the pieces of a request together.
class Assembly {
 public:
  Assembly(const Scheme& scheme, const InboundRequest& request)
      : scheme_(scheme), request_(request) {}

  std::optional<SignedBytes> assemble() {
    const Covered digest = digest_covers(scheme_, request_);
    covered_ = digest == Covered::yes;
    if (digest == Covered::wrong) return std::nullopt;
    for (std::size_t i = 0; i < scheme_.signs.size(); ++i) {
      auto piece = piece_of(scheme_.signs[i]);
      if (!piece || is_ambiguous(i, *piece)) return std::nullopt;
      bytes_.pieces.push_back(*piece);
    }
    if (!covered_) return std::nullopt;
    return std::move(bytes_);
  }

 private:
  std::optional<std::string_view> piece_of(const SignedPart& part) {
    switch (part.what) {
      case What::text: return part.text;
      case What::body: covered_ = true; return request_.body;
      case What::timestamp: return timestamp_text(scheme_, request_.headers);
      case What::id: return single_header(request_.headers, scheme_.id.header);
      case What::url: return request_.url;
      case What::sorted_form: return form_piece();
      case What::method: return request_.method;
      case What::header: return single_header(request_.headers, part.text);
    }
    return std::nullopt;
  }

  /// Only a form has fields to sign: another body needs its digest.
  std::optional<std::string_view> form_piece() {
    if (covered_ || request_.body.empty()) {
      covered_ = true;
      return std::string_view();
    }
    if (!is_form(request_.headers)) return std::nullopt;
    auto text = sorted_form(request_.body);
    if (!text) return std::nullopt;
    covered_ = true;
    return bytes_.storage.emplace_back(std::move(*text));
  }

  /// What a sender chose freely must not hold the text that ends it: the same bytes could then be
  /// cut in another way, and the signature of one message would fit another.
  bool is_ambiguous(std::size_t i, std::string_view piece) const {
    const auto what = scheme_.signs[i].what;
    if (what != What::id && what != What::header) return false;
    if (i + 1 == scheme_.signs.size()) return false;
    const auto& next = scheme_.signs[i + 1];
    return next.what != What::text || piece.find(next.text) != std::string_view::npos;
  }

  const Scheme& scheme_;
  const InboundRequest& request_;
  SignedBytes bytes_;
  bool covered_ = false;
};

}  // namespace

std::optional<std::string_view> single_header(const http::Headers& headers, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : headers) {
    if (!equal_ignoring_case(key, name)) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

std::vector<std::string_view> signatures_of(const Scheme& scheme, const http::Headers& headers) {
  const auto header = single_header(headers, scheme.header);
  if (!header) return {};
  std::vector<std::string_view> signatures;
  const auto items = items_of(*header, scheme.separator);
  if (items.size() > Verifier::header_items_max) return {};
  for (const auto item : items)
    if (item.starts_with(scheme.prefix)) signatures.push_back(item.substr(scheme.prefix.size()));
  return signatures;
}

std::optional<std::string_view> timestamp_text(const Scheme& scheme, const http::Headers& headers) {
  const auto& rule = *scheme.timestamp;
  const auto header = single_header(headers, rule.header);
  if (!header) return std::nullopt;
  if (rule.prefix.empty()) return header;
  std::optional<std::string_view> found;
  for (const auto item : items_of(*header, scheme.separator)) {
    if (!item.starts_with(rule.prefix)) continue;
    if (found) return std::nullopt;
    found = item.substr(rule.prefix.size());
  }
  return found;
}

std::optional<Timestamp> timestamp_of(const TimestampRule& rule, std::string_view text) {
  std::int64_t number = 0;
  if (text.empty() || text.front() == '-') return std::nullopt;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const std::int64_t per_second = rule.in_milliseconds ? 1'000 : 1;
  if (number / per_second > seconds_max) return std::nullopt;
  return Timestamp{number * (1'000'000 / per_second)};
}

std::optional<crypto::MacHash> hash_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hmac_sha1: return crypto::MacHash::sha1;
    case Algorithm::hmac_sha256: return crypto::MacHash::sha256;
    case Algorithm::hmac_sha384: return crypto::MacHash::sha384;
    case Algorithm::hmac_sha512: return crypto::MacHash::sha512;
    default: return std::nullopt;
  }
}

std::optional<SignedBytes> signed_bytes(const Scheme& scheme, const InboundRequest& request) {
  return Assembly(scheme, request).assemble();
}

std::optional<std::string> sorted_form(std::string_view form) {
  std::set<std::pair<std::string, std::string>> fields;
  const auto parts = split(form, '&');
  if (parts.size() > form_fields_max) return std::nullopt;
  for (const auto part : parts) {
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    fields.emplace(form_text(part.substr(0, equals)),
                   form_text(part.substr(std::min(equals + 1, part.size()))));
  }
  std::string text;
  for (const auto& [name, value] : fields) text += name + value;
  return text;
}

}  // namespace patchbay::webhooks
