#include "adapters/lua/link_header.h"

#include "hub/base/text.h"
#include "hub/http/url.h"

namespace patchbay::adapters::lua {
namespace {

/// Takes a Link field apart from the left.
class LinkReader {
 public:
  explicit LinkReader(std::string_view field) : rest_(field) {}

  /// The next link's target; nothing at the end, or where the field is broken.
  std::optional<std::string> target() {
    skip(" \t,");
    if (!rest_.starts_with('<')) return std::nullopt;
    const std::size_t end = rest_.find('>');
    if (end == std::string_view::npos) return std::nullopt;
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }

  /// The next parameter of the link that target() gave; false when there is none.
  bool parameter(std::string& name, std::string& value) {
    skip(" \t");
    if (!rest_.starts_with(';')) return false;
    rest_.remove_prefix(1);
    skip(" \t");
    name = to_lower(trim(take_until("=;,")));
    value.clear();
    if (!rest_.starts_with('=')) return true;
    rest_.remove_prefix(1);
    skip(" \t");
    value = rest_.starts_with('"') ? quoted() : std::string(trim(take_until(";,")));
    return true;
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }

  std::string_view take_until(std::string_view characters) {
    const std::size_t end = std::min(rest_.find_first_of(characters), rest_.size());
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return taken;
  }

  std::string quoted() {
    std::string text;
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      text += rest_[0];
      rest_.remove_prefix(1);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    return text;
  }

  std::string_view rest_;
};

bool names_next(std::string_view relations) {
  for (const auto relation : split(relations, ' '))
    if (equal_ignoring_case(relation, "next")) return true;
  return false;
}

Error elsewhere() {
  return invalid(
      "the link to the next page leads away from the setting api_url; it is not followed");
}

}  // namespace

std::optional<std::string> next_link(std::string_view field) {
  LinkReader reader(field);
  while (auto target = reader.target()) {
    bool is_next = false;
    std::string name, value;
    while (reader.parameter(name, value)) is_next = is_next || (name == "rel" && names_next(value));
    if (is_next) return target;
  }
  return std::nullopt;
}

Result<std::string> path_of_link(std::string_view target, std::string_view api_url,
                                 std::string_view current) {
  if (target.starts_with('?'))
    return std::string(current.substr(0, current.find('?'))) + std::string(target);
  const auto base = http::split_url(api_url);
  if (!base) return base.error().in("the setting api_url");
  std::string path(target);
  if (!target.starts_with('/') || target.starts_with("//")) {
    const auto link = http::split_url(target);
    if (!link || link->tls != base->tls || link->host != base->host || link->port != base->port)
      return elsewhere();
    path = link->target;
  }
  std::string_view prefix = base->target;
  prefix = prefix.substr(0, prefix.find('?'));
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  if (!path.starts_with(prefix)) return elsewhere();
  path.erase(0, prefix.size());
  if (!path.starts_with('/')) return elsewhere();
  return path;
}

}  // namespace patchbay::adapters::lua
