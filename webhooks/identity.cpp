#include "webhooks/identity.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/http/json.h"
#include "webhooks/signed_bytes.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t dedup_bytes_max = 200;
constexpr std::size_t type_bytes_max = 200;
constexpr std::size_t answer_bytes_max = 1'000;

/// The text or whole number at a pointer; empty: nothing that could be a key.
std::string text_at(const boost::json::value& json, const std::string& pointer) {
  boost::system::error_code failed;
  const auto* found = json.find_pointer(pointer, failed);
  if (!found || failed) return {};
  if (const auto* text = found->if_string()) return std::string(*text);
  if (found->is_int64() || found->is_uint64()) return boost::json::serialize(*found);
  return {};
}

bool is_plain(const std::string& text) {
  return text.size() <= dedup_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// What is long or has other characters is known by its hash.
std::string plain_key(const std::string& text) {
  return is_plain(text) ? text : "sha256:" + crypto::to_hex(crypto::sha256(text));
}

/// All of the texts, so that no two lists give one key; empty when one is missing.
std::string key_at(const boost::json::value& json, const std::vector<std::string>& pointers) {
  boost::json::array parts;
  for (const auto& pointer : pointers) {
    std::string text = text_at(json, pointer);
    if (text.empty()) return {};
    parts.emplace_back(boost::json::string(text));
  }
  return parts.size() == 1 ? std::string(parts[0].get_string()) : boost::json::serialize(parts);
}

std::string key_of(const Scheme& scheme, const InboundRequest& request,
                   const boost::json::value& json) {
  if (scheme.id.is_body_hash) return "sha256:" + crypto::to_hex(crypto::sha256(request.body));
  if (!scheme.id.pointers.empty()) return key_at(json, scheme.id.pointers);
  return std::string(single_header(request.headers, scheme.id.header).value_or(""));
}

std::string type_of(const Scheme& scheme, const InboundRequest& request,
                    const boost::json::value& json) {
  if (!scheme.type.pointer.empty()) return text_at(json, scheme.type.pointer);
  if (scheme.type.header.empty()) return {};
  return std::string(single_header(request.headers, scheme.type.header).value_or(""));
}

std::string place_of(const IdRule& rule) {
  return rule.header.empty() ? "the body's " + join(rule.pointers, " and ")
                             : "the header " + rule.header;
}

}  // namespace

Verification identify(const Scheme& scheme, const InboundRequest& request) {
  boost::json::value json;
  if (!scheme.id.pointers.empty() || !scheme.type.pointer.empty() || scheme.challenge)
    if (auto parsed = parse_json(request.body)) json = std::move(*parsed);
  if (scheme.challenge && text_at(json, scheme.challenge->pointer) == scheme.challenge->equals)
    return Challenged{clean_text(text_at(json, scheme.challenge->answer), answer_bytes_max)};
  const std::string key = key_of(scheme, request, json);
  if (key.empty()) return Unidentified{place_of(scheme.id)};
  Accepted accepted{plain_key(key), clean_text(type_of(scheme, request, json), type_bytes_max), {}};
  if (scheme.timestamp)
    accepted.sent_at = timestamp_of(
        *scheme.timestamp, timestamp_text(scheme, request.headers).value_or(std::string_view()));
  return accepted;
}

}  // namespace patchbay::webhooks
