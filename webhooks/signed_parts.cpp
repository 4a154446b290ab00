#include "webhooks/signed_parts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "hub/base/text.h"

namespace patchbay::webhooks {
namespace {

using What = SignedPart::What;

constexpr std::size_t parts_max = 32;
constexpr std::string_view header_part = "header:";
constexpr std::array<std::pair<std::string_view, What>, 6> names{
    {{"body", What::body},
     {"timestamp", What::timestamp},
     {"id", What::id},
     {"url", What::url},
     {"sorted_form", What::sorted_form},
     {"method", What::method}}};

Result<SignedPart> part_of(std::string_view name) {
  if (name.starts_with(header_part) && name.size() > header_part.size())
    return SignedPart{What::header, std::string(name.substr(header_part.size()))};
  for (const auto& [known, what] : names)
    if (name == known) return SignedPart{what, {}};
  return invalid("\"signs\": there is no part {" + clean_text(name, 60) +
                 "}; there are {body}, {timestamp}, {id}, {url}, {sorted_form}, {method} and "
                 "{header:NAME}");
}

}  // namespace

Result<std::vector<SignedPart>> parse_signed_parts(std::string_view text) {
  std::vector<SignedPart> parts;
  while (!text.empty() && parts.size() <= parts_max) {
    const std::size_t open = text.find_first_of("{}");
    if (open != 0) parts.push_back({What::text, std::string(text.substr(0, open))});
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find_first_of("{}", open + 1);
    if (text[open] == '}' || close == std::string_view::npos || text[close] == '{')
      return invalid("\"signs\": a brace has no other; write parts as {timestamp}.{body}");
    auto part = part_of(text.substr(open + 1, close - open - 1));
    if (!part) return part.error();
    parts.push_back(std::move(*part));
    text.remove_prefix(close + 1);
  }
  if (parts.size() > parts_max) return invalid("\"signs\" has more than 32 parts");
  return parts;
}

bool has_part(const std::vector<SignedPart>& parts, What what) {
  return std::any_of(parts.begin(), parts.end(), [&](const auto& one) { return one.what == what; });
}

}  // namespace patchbay::webhooks
