#include "hub/store/store_url.h"

namespace patchbay::store {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite://";
constexpr std::string_view forms =
    "write sqlite:///absolute/path/file.db or postgresql://user:password@host:port/database";

/// postgresql://user:password@host/db?password=x -> postgresql://user@host/db
std::string without_password(std::string_view url) {
  auto authority = url.find("://") + 3;
  auto path = url.find_first_of("/?", authority);
  auto at = url.substr(0, path).rfind('@');
  std::string name(url.substr(0, url.find('?')));
  if (at == std::string_view::npos || at < authority) return name;
  auto colon = url.substr(0, at).find(':', authority);
  if (colon != std::string_view::npos) name.erase(colon, at - colon);
  return name;
}

}  // namespace

Result<StoreUrl> parse_store_url(std::string_view text) {
  if (text.find('\0') != std::string_view::npos)
    return invalid("The store's URL holds a NUL; " + std::string(forms) + ".");
  if (text.starts_with(sqlite_scheme)) {
    auto path = text.substr(sqlite_scheme.size());
    if (path.size() < 2 || path.front() != '/' || path.back() == '/')
      return invalid("The store's URL \"" + std::string(text) +
                     "\" names no file by an absolute path; " + std::string(forms) + ".");
    return StoreUrl{Dialect::sqlite, std::string(text), std::string(path), std::string(text)};
  }
  if (text.starts_with("postgresql://") || text.starts_with("postgres://"))
    return StoreUrl{Dialect::postgresql, std::string(text), "", without_password(text)};
  return invalid("The store's URL has an unknown form; " + std::string(forms) + ".");
}

}  // namespace patchbay::store
