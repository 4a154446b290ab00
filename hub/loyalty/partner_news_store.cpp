#include "hub/loyalty/partner_news.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {
namespace {

bool has_moved_on(RewardState state) {
  return state == RewardState::redeemed || state == RewardState::expired;
}

void record_redemption(store::Session& session, const PartnerNews& news, Timestamp now) {
  const std::string actor = "webhook:" + news.partner;
  store::execute(
      session,
      "INSERT INTO reward_redemptions (organisation_id, reward_id, actor, redeemed_at)"
      " VALUES (:organisation, :id, :actor, :now) ON CONFLICT DO NOTHING",
      {{"organisation", news.organisation}, {"id", news.reward}, {"actor", actor}, {"now", now}});
}

}  // namespace

NewsHeard hear(store::Session& session, const PartnerNews& news, const Clock& clock,
               Random& random) {
  const auto reward = load_reward(session, news.organisation, news.reward);
  if (!reward || reward->partner != news.partner) return {};
  if (has_moved_on(reward->state)) return {Heard::yes, reward->customer};
  if (reward->state != RewardState::issued) return {Heard::not_yet, reward->customer};
  Move move = move_of(news.organisation, *reward, news.to);
  move.actor = "webhook:" + news.partner;
  // Somebody else moved it since it was read: it is read anew a little later.
  if (apply_moves(session, {&move, 1}, clock, random).at(0) == Moved::no)
    return {Heard::not_yet, reward->customer};
  if (news.to == RewardState::redeemed) record_redemption(session, news, clock.now());
  return {Heard::yes, reward->customer};
}

}  // namespace patchbay::loyalty
