#include "webhooks/sample.h"

#include <boost/json/serialize.hpp>

#include "hub/crypto/digest.h"
#include "hub/crypto/jwt.h"
#include "hub/crypto/mac.h"
#include "webhooks/encoded.h"
#include "webhooks/signed_bytes.h"
#include "webhooks/signed_parts.h"

namespace patchbay::webhooks {
namespace {

constexpr const char* sample_text = "patchbay-sample";

std::string encode(Encoding encoding, std::string_view bytes) {
  const auto data = crypto::bytes_of(bytes);
  switch (encoding) {
    case Encoding::hex: return crypto::to_hex(data);
    case Encoding::base64: return crypto::to_base64(data);
    case Encoding::base64url: return crypto::to_base64url(data);
  }
  return {};
}

Result<std::string> key_of(const Scheme& scheme, const Secret& secret) {
  std::string_view text = secret.reveal();
  if (!scheme.key_prefix.empty() && text.starts_with(scheme.key_prefix))
    text.remove_prefix(scheme.key_prefix.size());
  if (!scheme.key_encoding) return std::string(text);
  return decode(*scheme.key_encoding, text);
}

/// Makes what a JSON pointer goes through; "0" is the first of a list.
void put_at(boost::json::value& into, std::string_view pointer) {
  if (pointer.empty()) {
    into = sample_text;
    return;
  }
  pointer.remove_prefix(1);
  const auto part = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(part.size());
  if (part == "0") {
    auto& list = into.is_array() ? into.get_array() : into.emplace_array();
    if (list.empty()) list.emplace_back(nullptr);
    return put_at(list.front(), pointer);
  }
  auto& members = into.is_object() ? into.get_object() : into.emplace_object();
  put_at(members[part], pointer);
}

/// A form where a form is signed, else an object with something at every place that is read.
void fill_body(const Scheme& scheme, SampleWebhook& sample) {
  if (has_part(scheme.signs, SignedPart::What::sorted_form)) {
    sample.headers.add("Content-Type", "application/x-www-form-urlencoded");
    sample.body = std::string("sample=") + sample_text;
    return;
  }
  boost::json::value body;
  auto pointers = scheme.id.pointers;
  if (!scheme.type.pointer.empty()) pointers.push_back(scheme.type.pointer);
  for (const auto& pointer : pointers) put_at(body, pointer);
  if (body.is_null()) body.emplace_object();
  sample.headers.add("Content-Type", "application/json");
  sample.body = boost::json::serialize(body);
}

void add_digest(const BodyDigestRule& rule, SampleWebhook& sample) {
  const auto digest = crypto::sha256(sample.body);
  const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  const std::string text = rule.prefix + encode(rule.encoding, bytes);
  if (!rule.header.empty()) sample.headers.set(rule.header, text);
  if (!rule.query.empty()) sample.url += "?" + rule.query + "=" + http::percent_encode(text);
}

void fill_headers(const Scheme& scheme, SampleWebhook& sample, Timestamp now) {
  if (scheme.body_digest) add_digest(*scheme.body_digest, sample);
  for (const auto& name : {scheme.id.header, scheme.type.header})
    if (!name.empty()) sample.headers.set(name, sample_text);
  for (const auto& part : scheme.signs)
    if (part.what == SignedPart::What::header && !sample.headers.has(part.text))
      sample.headers.set(part.text, sample_text);
  if (!scheme.timestamp) return;
  const auto& rule = *scheme.timestamp;
  const std::int64_t at = rule.in_milliseconds ? now.micros / 1'000 : now.seconds();
  sample.headers.set(rule.header, rule.prefix + std::to_string(at));
}

Result<std::string> signature_of(const Scheme& scheme, const std::string& key,
                                 const SampleWebhook& sample, Timestamp now) {
  if (scheme.algorithm == Algorithm::secret) return key;
  const auto hash = hash_of(scheme.algorithm);
  if (!hash) return refused("only the partner can sign: the hub has its public key");
  const InboundRequest request{sample.method, sample.url, sample.headers, sample.body, now};
  const auto message = signed_bytes(scheme, request);
  if (!message) return invalid("the scheme signs what a sample does not have");
  return encode(scheme.encoding, crypto::MacKey(*hash, key).code(message->pieces));
}

}  // namespace

Result<SampleWebhook> make_sample(const Scheme& scheme, const Secret& secret, std::string url,
                                  Timestamp now) {
  auto key = key_of(scheme, secret);
  if (!key) return key.error().in("webhook secret");
  SampleWebhook sample;
  sample.url = scheme.url.empty() ? std::move(url) : scheme.url;
  fill_body(scheme, sample);
  fill_headers(scheme, sample, now);
  auto signature = signature_of(scheme, *key, sample, now);
  if (!signature) return signature.error();
  // Of a header that holds several items the timestamp is there already.
  std::string value(sample.headers.get(scheme.header));
  if (!value.empty()) value += scheme.separator;
  sample.headers.set(scheme.header, value + scheme.prefix + *signature);
  return sample;
}

}  // namespace patchbay::webhooks
