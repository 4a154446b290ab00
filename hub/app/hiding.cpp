#include "hub/app/hiding.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "hub/app/config_entry.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

/// Variables that only this program reads, and whose values are secrets.
bool is_secret_variable(std::string_view name) {
  static constexpr std::string_view ends[] = {"_CLIENT_ID", "_CLIENT_SECRET", "_WEBHOOK_SECRET"};
  const auto has_one_of = [&](const auto& all) {
    return std::any_of(std::begin(all), std::end(all),
                       [&](auto end) { return name.ends_with(end); });
  };
  const bool is_partners = has_one_of(ends);
  // A plug may declare a secret of any name.
  const bool is_of_partner = name.starts_with("PATCHBAY_PARTNERS_");
  const bool is_ours = name.starts_with("PATCHBAY_") && !name.starts_with("PATCHBAY_TEST_") &&
                       is_secret_name(to_lower(name));
  return is_partners || is_of_partner || is_ours || name == "ENCRYPTION_KEY" ||
         name == "PATCHBAY_ADMIN_TOKEN" || name == "PATCHBAY_STORE_URL";
}

/// Changed within the text that /proc/PID/environ and /proc/PID/cmdline show.
void overwrite(char* text, std::size_t size) {
  volatile char* const bytes = text;
  for (std::size_t i = 0; i < size; ++i) bytes[i] = 'x';
}

}  // namespace

void hide_memory() {
  ::prctl(PR_SET_DUMPABLE, 0);
  rlimit limit{};
  if (::getrlimit(RLIMIT_CORE, &limit) != 0) return;
  limit.rlim_cur = 0;  // the hard limit stays, for allow_core_dumps()
  ::setrlimit(RLIMIT_CORE, &limit);
}

void allow_core_dumps() {
  ::prctl(PR_SET_DUMPABLE, 1);
  rlimit limit{};
  if (::getrlimit(RLIMIT_CORE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_CORE, &limit);
}

void hide_secrets() {
  std::vector<std::string> names;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    char* const sign = std::strchr(*at, '=');
    if (!sign) continue;
    std::string name(*at, sign);
    if (!is_secret_variable(name)) continue;
    overwrite(sign + 1, std::strlen(sign + 1));
    names.push_back(std::move(name));
  }
  for (const auto& name : names) ::unsetenv(name.c_str());
}

void hide_passwords(int count, char** words) {
  for (int i = 1; i < count; ++i) {
    char* const start = std::strstr(words[i], "://");
    char* const at = start ? std::strrchr(start, '@') : nullptr;
    char* const colon = at ? std::find(start + 3, at, ':') : nullptr;
    if (colon && colon != at) overwrite(colon + 1, static_cast<std::size_t>(at - colon - 1));
  }
}

}  // namespace patchbay::app
