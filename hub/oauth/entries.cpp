#include "hub/oauth/entries.h"

#include <utility>

#include "hub/crypto/digest.h"

namespace patchbay::oauth {
namespace {

constexpr Duration margin_max(30'000'000);
constexpr std::int64_t margin_part = 10;

bool same(const Secret& a, const Secret& b) {
  return crypto::equal_in_constant_time(a.reveal(), b.reveal());
}

}  // namespace

bool is_stale(Timestamp expires_at, Timestamp fetched_at, Timestamp now) {
  const Duration margin = std::min(margin_max, (expires_at - fetched_at) / margin_part);
  return expires_at - now < margin;
}

Entries::Found Entries::find(const TokenKey& key, Timestamp now) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[key];
  if (entry.token && !is_stale(entry.token->expires_at, entry.token->fetched_at, now))
    return {entry.token->text, nullptr, false};
  if (entry.flight) return {std::nullopt, entry.flight, false};
  entry.flight = std::make_shared<Flight>();
  return {std::nullopt, entry.flight, true};
}

void Entries::settle(const TokenKey& key, std::optional<Token> token) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[key];
  entry.flight = nullptr;
  if (token && !same(token->text, entry.refused)) entry.token = std::move(token);
}

bool Entries::forget(const TokenKey& key, const Secret& token) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[key];
  if (entry.token && !same(entry.token->text, token)) return false;
  entry.token.reset();
  entry.refused = token;
  return true;
}

bool Entries::is_refused(const TokenKey& key, const Secret& token) {
  const std::lock_guard lock(mutex_);
  return same(entries_[key].refused, token);
}

Pilot::Pilot(std::shared_ptr<Entries> entries, TokenKey key, std::shared_ptr<Flight> flight)
    : entries_(std::move(entries)), key_(std::move(key)), flight_(std::move(flight)) {}

Pilot::~Pilot() {
  if (flight_) land(NoToken{unavailable("the fetch of the token was broken off")}, std::nullopt);
}

void Pilot::land(const Got& outcome, std::optional<Token> token) {
  entries_->settle(key_, std::move(token));
  std::exchange(flight_, nullptr)->land(outcome);
}

}  // namespace patchbay::oauth
