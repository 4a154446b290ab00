#include "hub/loyalty/linking.h"

#include <algorithm>
#include <boost/json/object.hpp>

#include "hub/loyalty/code_attempts.h"
#include "hub/loyalty/link_rules.h"
#include "hub/loyalty/linking_records.h"

namespace patchbay::loyalty {
namespace {

using adapters::Outcome;
using adapters::OutcomeKind;

// Silent about which of them it was.
constexpr const char* wrong_words =
    "the account number or the security code is wrong, or the partner refused them; nothing was "
    "linked";

/// What the partner said.
enum class Word { yes, known, no, nothing };

bool offers(const adapters::Partner& partner, const std::string& capability) {
  const auto& names = partner.plug->manifest().capabilities;
  return std::find(names.begin(), names.end(), capability) != names.end();
}

adapters::Call call_of(const LinkWish& wish, const adapters::PartnerPtr& partner) {
  adapters::Call call;
  call.organisation = wish.who.organisation;
  call.partner = partner;
  call.reference = "link";
  call.customer = wish.who.customer;
  const bool checks_code = offers(*partner, "verify_account");
  call.capability = checks_code ? "verify_account" : "get_account";
  boost::json::object request{{"account", wish.account}};
  if (checks_code) request["security_code"] = std::string(wish.code.reveal());
  call.request = std::move(request);
  return call;
}

Word word_of(const std::string& capability, const Outcome& outcome) {
  if (outcome.kind == OutcomeKind::rejected) return Word::no;
  if (outcome.kind != OutcomeKind::succeeded) return Word::nothing;
  if (capability != "verify_account") return Word::known;
  return outcome.result.at("verified").as_bool() ? Word::yes : Word::no;
}

LinkRefusal too_many(Duration wait) {
  return {refused("too many wrong security codes for this customer and partner; try again later"),
          wait};
}
LinkRefusal refusal(Error error) { return {std::move(error)}; }

Verification verification_of(Word word) {
  if (word == Word::yes) return Verification::verified;
  return word == Word::known ? Verification::account_exists : Verification::unverified;
}

class Linking {
 public:
  Linking(LinkParts parts, LinkWish wish) : parts_(std::move(parts)), wish_(std::move(wish)) {}

  Async<Linked> run() {
    const auto partner = parts_.registry.find(wish_.who.partner);
    if (!partner)
      co_return refusal(not_found("there is no partner \"" + wish_.who.partner + "\" here"));
    if (!offers(*partner, "verify_account") && !offers(*partner, "get_account"))
      co_return co_await keep(Verification::unverified, false);
    const auto wait = co_await begin();
    if (wait) co_return too_many(*wait);
    adapters::Call call = call_of(wish_, partner);
    const std::string capability = call.capability;
    const Outcome outcome = co_await parts_.caller.call(std::move(call));
    const Word word = word_of(capability, outcome);
    if (word == Word::no) co_return refusal(refused(wrong_words));
    if (word != Word::nothing) co_return co_await keep(verification_of(word), true);
    co_await forgive();
    co_return refusal(unavailable("partner \"" + wish_.who.partner +
                                  "\" cannot be asked now; nothing was linked, try again later"));
  }

 private:
  Async<std::optional<Duration>> begin() {
    co_return co_await parts_.store.write([this](store::Session& session) {
      jobs::check_changes_allowed(session).value();
      return begin_attempt(session, wish_.who, parts_.clock.now());
    });
  }
  Async<void> forgive() {
    co_await parts_.store.write(
        [this](store::Session& session) { forgive_attempt(session, wish_.who); });
  }
  Async<Linked> keep(Verification verification, bool was_counted) {
    const Link link{wish_.who.customer, wish_.who.partner, wish_.account, "code", verification};
    const auto stopped = co_await parts_.store.write([&](store::Session& session) {
      jobs::check_changes_allowed(session).value();
      if (was_counted) forgive_attempt(session, wish_.who);
      const LinkChange change{session, parts_.keys, parts_.clock, parts_.random, wish_.address};
      auto refused_by = ask_link_rules(change, parts_.policies, wish_.who);
      if (!refused_by) store_link(change, wish_.who, link, wish_.actor);
      return refused_by;
    });
    if (stopped) co_return refusal(*stopped);
    if (parts_.after_commit) parts_.after_commit();
    co_return Linked(verification);
  }

  const LinkParts parts_;
  const LinkWish wish_;
};

}  // namespace

Async<Linked> link_account(LinkParts parts, LinkWish wish) {
  Linking linking(std::move(parts), std::move(wish));
  co_return co_await linking.run();
}

}  // namespace patchbay::loyalty
