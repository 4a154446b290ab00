#include "adapters/scrub.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

constexpr std::array<std::string_view, 12> secret_words{
    "token",  "secret",    "password", "passwd",  "authorization", "cookie",
    "apikey", "signature", "session",  "private", "credential",    "assertion"};
constexpr std::size_t secret_bytes_min = 4;

bool is_plain(char c) { return c != '_' && c != '-'; }

}  // namespace

bool names_a_secret(std::string_view key) {
  std::string letters = to_lower(key);
  letters.erase(std::remove_if(letters.begin(), letters.end(), [](char c) { return !is_plain(c); }),
                letters.end());
  return std::any_of(secret_words.begin(), secret_words.end(), [&](std::string_view word) {
    return letters.find(word) != std::string::npos;
  });
}

std::string secret_placeholder(const std::string& name) { return "<" + name + ">"; }

Scrubber::Scrubber(const std::map<std::string, Secret>& secrets) {
  for (const auto& [name, secret] : secrets)
    hide(std::string(secret.reveal()), secret_placeholder(name));
}

Scrubber Scrubber::of(const std::map<std::string, Secret>& secrets, const std::string& shown) {
  Scrubber made;
  for (const auto& [name, secret] : secrets) made.hide(std::string(secret.reveal()), shown);
  return made;
}

bool Scrubber::hide(const std::string& text, const std::string& name) {
  const auto is_same = [&](const Hidden& one) { return one.text.reveal() == text; };
  if (text.size() < secret_bytes_min || std::any_of(hidden_.begin(), hidden_.end(), is_same))
    return false;
  const auto is_shorter = [&](const Hidden& one) { return one.text.reveal().size() < text.size(); };
  const auto place = std::find_if(hidden_.begin(), hidden_.end(), is_shorter);
  hidden_.insert(place, {Secret(text), name});
  return true;
}

std::string Scrubber::scrub_text(std::string text) const {
  for (const auto& [secret, shown] : hidden_) {
    const std::string_view hidden = secret.reveal();
    for (std::size_t at = text.find(hidden); at != std::string::npos;
         at = text.find(hidden, at + shown.size()))
      text.replace(at, hidden.size(), shown);
  }
  return text;
}

boost::json::value Scrubber::scrub_number(const boost::json::value& number) const {
  const std::string text = boost::json::serialize(number);
  for (const auto& [secret, shown] : hidden_)
    if (secret.reveal() == text) return boost::json::string(shown);
  return number;
}

boost::json::value Scrubber::scrub(const boost::json::value& json) const {
  if (const auto* text = json.if_string())
    return boost::json::string(scrub_text(std::string(*text)));
  if (const auto* array = json.if_array()) {
    boost::json::array scrubbed;
    for (const auto& item : *array) scrubbed.push_back(scrub(item));
    return scrubbed;
  }
  if (json.is_number()) return scrub_number(json);
  const auto* object = json.if_object();
  if (!object) return json;
  boost::json::object scrubbed;
  for (const auto& [key, value] : *object) {
    const bool is_hidden = names_a_secret(key) && (value.is_string() || value.is_number());
    scrubbed[scrub_text(std::string(key))] = is_hidden ? scrubbed_text : scrub(value);
  }
  return scrubbed;
}

std::string without_secrets(std::string text, const std::map<std::string, Secret>& secrets) {
  return Scrubber::of(secrets, "***").scrub_text(std::move(text));
}

}  // namespace patchbay::adapters
