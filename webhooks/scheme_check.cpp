#include "webhooks/scheme_check.h"

#include <algorithm>

#include "hub/base/text.h"
#include "hub/http/url.h"
#include "webhooks/signed_parts.h"

namespace patchbay::webhooks {
namespace {

using What = SignedPart::What;

bool is_header_name(const std::string& name) {
  const auto is_token = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), is_token);
}

/// Every name of a header; an empty one is not given.
Result<void> check_headers(const Scheme& scheme) {
  std::vector<std::string> names{scheme.header, scheme.id.header, scheme.type.header};
  if (scheme.timestamp) names.push_back(scheme.timestamp->header);
  if (scheme.body_digest) names.push_back(scheme.body_digest->header);
  for (const auto& part : scheme.signs)
    if (part.what == What::header) names.push_back(part.text);
  if (scheme.header.empty()) return invalid("\"header\" is empty; name the signature's header");
  for (const auto& name : names)
    if (!name.empty() && !is_header_name(name))
      return invalid("\"" + clean_text(name, 60) + "\" is no name of a header");
  return {};
}

Result<void> check_pointers(const Scheme& scheme) {
  auto pointers = scheme.id.pointers;
  pointers.push_back(scheme.type.pointer);
  if (scheme.challenge) {
    pointers.push_back(scheme.challenge->pointer);
    pointers.push_back(scheme.challenge->answer);
  }
  for (const auto& pointer : pointers)
    if (!pointer.empty() && !pointer.starts_with('/'))
      return invalid("\"" + clean_text(pointer, 60) +
                     "\" is no JSON pointer; write it as /data/id (RFC 6901)");
  return {};
}

bool signs_header(const Scheme& scheme, const std::string& name) {
  return std::any_of(scheme.signs.begin(), scheme.signs.end(), [&](const SignedPart& part) {
    return part.what == What::header && equal_ignoring_case(part.text, name);
  });
}

Result<void> check_digest(const Scheme& scheme) {
  if (!scheme.body_digest) return {};
  const auto& digest = *scheme.body_digest;
  const bool is_signed = digest.header.empty() ? has_part(scheme.signs, What::url)
                                               : signs_header(scheme, digest.header);
  if (is_signed) return {};
  return invalid(
      "\"body_digest\" stands where nothing signs it; put its header, or {url}, into "
      "\"signs\"");
}

Result<void> check_signed(const Scheme& scheme) {
  const auto& signs = scheme.signs;
  if (signs.empty())
    return invalid("\"signs\" is missing; say what is signed, such as \"{timestamp}.{body}\"");
  if (!has_part(signs, What::body) && !has_part(signs, What::sorted_form) && !scheme.body_digest)
    return invalid(
        "\"signs\" leaves out the body, so anybody could change it; add {body}, "
        "{sorted_form} or \"body_digest\"");
  if (scheme.timestamp.has_value() != has_part(signs, What::timestamp))
    return invalid(scheme.timestamp
                       ? "\"timestamp\" is not signed and so proves nothing; add {timestamp} to "
                         "\"signs\" or leave it out"
                       : "\"signs\" names {timestamp}; say in \"timestamp\" where it is");
  if (has_part(signs, What::id) && scheme.id.header.empty())
    return invalid("\"signs\" names {id}; say in \"id\" which header it is");
  return check_digest(scheme);
}

}  // namespace

Result<void> check(const Scheme& scheme) {
  if (auto names = check_headers(scheme); !names) return names;
  if (auto pointers = check_pointers(scheme); !pointers) return pointers;
  if (!scheme.url.empty() && !http::split_url(scheme.url))
    return invalid("\"url\" is no address; write https://hub.example/webhooks/acme");
  if (scheme.separator.size() > 1)
    return invalid("\"separator\" is one character, such as \",\" or a blank");
  if (scheme.timestamp && !scheme.timestamp->prefix.empty() && scheme.separator.empty())
    return invalid("\"timestamp\" has a prefix; say in \"separator\" what ends it");
  if (scheme.algorithm != Algorithm::secret) return check_signed(scheme);
  if (!scheme.signs.empty() || scheme.timestamp || scheme.body_digest)
    return invalid(
        "algorithm secret signs nothing; leave out \"signs\", \"timestamp\" and "
        "\"body_digest\"");
  if (scheme.key_encoding)
    return invalid("\"key\": algorithm secret compares the text itself; leave it out");
  return {};
}

}  // namespace patchbay::webhooks
