#pragma once
// Takes out of JSON what must not be printed or kept.

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <vector>

#include "hub/base/secret.h"

namespace patchbay::adapters {

/// What stands instead of a text that was taken out.
inline constexpr const char* scrubbed_text = "scrubbed";

/// What stands instead of a secret of that name; a case's plug gets it as the secret itself.
std::string secret_placeholder(const std::string& name);

/// Pure; thread safe once it is made. Takes out the longest text first: one may begin another.
/// Texts of fewer than four bytes stay, since they stand in others by chance.
class Scrubber {
 public:
  Scrubber() = default;
  /// `secrets` by name, of the partner.
  explicit Scrubber(const std::map<std::string, Secret>& secrets);
  /// A text of the partner (a voucher's code) that is worth money or says who somebody is: the same
  /// text becomes the same `name` wherever it stands. False: it is hidden already, or too short.
  bool hide(const std::string& text, const std::string& name);
  /// With `shown` in place of each of them.
  static Scrubber of(const std::map<std::string, Secret>& secrets, const std::string& shown);

  /// The same JSON. Texts below keys that name secrets (token, password, authorization, cookie,
  /// api_key, signature …) become scrubbed_text; wherever a secret or a hidden text stands inside
  /// another text, its name stands instead; so it does for a number written like one of them.
  boost::json::value scrub(const boost::json::value& json) const;
  std::string scrub_text(std::string text) const;

 private:
  boost::json::value scrub_number(const boost::json::value& number) const;

  struct Hidden {
    Secret text;
    std::string shown;
  };
  std::vector<Hidden> hidden_;  // the longest first
};

/// `text` with "***" in place of each of the secrets.
std::string without_secrets(std::string text, const std::map<std::string, Secret>& secrets);

/// Whether a key of JSON or a header's name promises something secret.
bool names_a_secret(std::string_view key);

}  // namespace patchbay::adapters
