#include "hub/oauth/entries.h"

#include <utility>

#include "hub/oauth/sealed_pair.h"

namespace patchbay::oauth {

Entries::Found Entries::find(const TokenKey& key, Timestamp now) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= entries_max) make_room();
  auto& entry = entries_[key];
  Found found;
  found.refused = entry.refused;
  found.era = era_;
  const auto& token = entry.token;
  if (token && (!token->usable_until || now < *token->usable_until)) found.token = token->text;
  if (found.token && (now < token->look_at || entry.flight)) return found;
  found.is_mine = entry.flight == nullptr;
  if (found.is_mine) {
    entry.flight = std::make_shared<Flight>();
    entry.flight_era = era_;
  }
  if (entry.flight_era == era_) found.flight = entry.flight;
  return found;
}

void Entries::settle(const TokenKey& key, std::optional<Token> token, std::uint64_t era) {
  if (token) keep(key, std::move(*token), era);
  const std::lock_guard lock(mutex_);
  entries_[key].flight = nullptr;
}

void Entries::keep(const TokenKey& key, Token token, std::uint64_t era) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[key];
  if (era == era_ && !same(token.text, entry.refused)) entry.token = std::move(token);
}

void Entries::forget(const TokenKey& key, const Secret& token) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[key];
  if (entry.token && !same(entry.token->text, token)) return;
  entry.token.reset();
  entry.refused = token;
}

void Entries::clear() {
  const std::lock_guard lock(mutex_);
  ++era_;
  std::erase_if(entries_, [](const auto& each) {
    return each.second.flight == nullptr && each.second.refused.empty();
  });
  for (auto& [key, entry] : entries_) entry.token.reset();
}

void Entries::make_room() {
  std::erase_if(entries_, [](const auto& each) { return each.second.flight == nullptr; });
}

Pilot::Pilot(std::shared_ptr<Entries> entries, TokenKey key, const Entries::Found& found)
    : entries_(std::move(entries)), key_(std::move(key)), flight_(found.flight), era_(found.era) {}

Pilot::~Pilot() {
  if (flight_) land(NoToken{unavailable("the fetch of the token was broken off")}, std::nullopt);
}

void Pilot::land(const Got& outcome, std::optional<Token> token) {
  entries_->settle(key_, std::move(token), era_);
  std::exchange(flight_, nullptr)->land(outcome);
}

}  // namespace patchbay::oauth
