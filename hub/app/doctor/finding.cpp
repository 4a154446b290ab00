#include "hub/app/doctor/finding.h"

#include <algorithm>

#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;
constexpr std::int64_t skew_warns_s = 5;    // tokens and signatures still pass
constexpr std::int64_t skew_fails_s = 120;  // many partners' windows are five minutes, some less
constexpr std::int64_t expiry_warns_days = 21;

}  // namespace

const char* name_of(Grade grade) {
  switch (grade) {
    case Grade::ok: return "ok";
    case Grade::warn: return "warn";
    case Grade::fail: return "fail";
  }
  return "";
}

Finding judge_clock(std::optional<Timestamp> theirs, Timestamp asked, Timestamp answered) {
  if (!theirs)
    return {"clock", Grade::warn,
            "the partner's answers have no Date, so clocks cannot be compared",
            "compare this machine's clock with a time server: timedatectl"};
  // Date has whole seconds: it may have been written up to a second after what it says.
  const std::int64_t behind = asked.micros - (theirs->micros + second_us);
  const std::int64_t ahead = theirs->micros - answered.micros;
  const std::int64_t apart = std::max<std::int64_t>({behind, ahead, 0}) / second_us;
  const std::string seconds = std::to_string(apart) + " s";
  if (apart <= skew_warns_s) return {"clock", Grade::ok, "the clocks agree (" + seconds + ")"};
  const std::string whose = behind > ahead ? " ahead of the partner's" : " behind the partner's";
  return {"clock", apart > skew_fails_s ? Grade::fail : Grade::warn,
          "this machine's clock is " + seconds + whose,
          "set this machine's clock by a time server (timedatectl set-ntp true); if it is right, "
          "tell the partner: signatures and tokens that are dated will be refused"};
}

Finding judge_certificate(const std::string& subject, Timestamp expires_at, Timestamp now) {
  const std::int64_t days = (expires_at.micros - now.micros) / day_us;
  const std::string says = subject + " is trusted and good for " + std::to_string(days) + " days";
  if (days >= expiry_warns_days) return {"tls", Grade::ok, says};
  return {"tls", Grade::warn, says + ", until " + to_rfc3339(expires_at),
          "ask the partner when it renews its certificate: afterwards no call goes out"};
}

Finding judge_scope(const std::string& wanted, const std::string& granted) {
  if (wanted.empty()) return {"scopes", Grade::ok, "the plug asks for no scope"};
  if (granted.empty()) return {"scopes", Grade::ok, "granted as asked for: " + wanted};
  const auto has = split(granted, ' ');
  std::vector<std::string> missing;
  for (const auto scope : split(wanted, ' '))
    if (!scope.empty() && std::find(has.begin(), has.end(), scope) == has.end())
      missing.emplace_back(scope);
  if (missing.empty()) return {"scopes", Grade::ok, "granted: " + granted};
  return {"scopes", Grade::fail, "the token lacks " + join(missing, ", ") + "; granted: " + granted,
          "ask the partner to allow these scopes to this client id"};
}

}  // namespace patchbay::app
