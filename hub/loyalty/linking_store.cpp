#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/base/id.h"
#include "hub/events/outbox.h"
#include "hub/jobs/queue.h"
#include "hub/loyalty/counted_links.h"
#include "hub/loyalty/linking.h"
#include "hub/loyalty/linking_records.h"
#include "hub/oauth/revocation.h"
#include "hub/oauth/token_name.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {
namespace {

using access::ConsentKey;
using access::Purpose;
using boost::json::object;

constexpr std::int64_t waiting_max = 1'000;  // more than one customer will ever have

void tell(const LinkChange& change, const ConsentKey& who, const char* type, const object& data) {
  const std::string id = new_id("evt", change.clock, change.random);
  const std::vector<events::NewEvent> one{
      {id, type, who.customer, boost::json::serialize(data), std::string(type) + "/" + id}};
  events::append(change.session, who.organisation, one, change.clock.now());
}

/// What is kept of a change: by whom and why, and how things stood.
struct Deed {
  std::string actor, action, reason;
  object before, after;
};

void audit(const LinkChange& change, const ConsentKey& who, const Deed& deed) {
  access::AuditEntry entry;
  entry.organisation = who.organisation;
  entry.actor = deed.actor;
  entry.action = deed.action;
  entry.subject = "customer:" + who.customer;
  entry.reason = deed.reason;
  entry.detail = boost::json::serialize(object{{"partner", who.partner}});
  entry.at = change.clock.now();
  entry.address = change.address;
  entry.before = boost::json::serialize(deed.before);
  entry.after = boost::json::serialize(deed.after);
  access::record(change.session, entry);
}

/// The account as it may be shown; null: there is no link.
boost::json::value masked_account(const LinkChange& change, const ConsentKey& who) {
  const auto account =
      linked_account(change.session, who.organisation, who.customer, who.partner, change.keys);
  return account ? boost::json::value(mask_account(*account)) : boost::json::value();
}

bool grant(const LinkChange& change, const ConsentKey& who, Purpose purpose, const char* how,
           const std::string& actor) {
  const Timestamp now = change.clock.now();
  if (!access::grant_consent(change.session, who, purpose, how, actor, now)) return false;
  tell(change, who, "consent.granted",
       {{"customer", who.customer},
        {"partner", who.partner},
        {"purpose", access::name_of(purpose)},
        {"how", how}});
  return true;
}

/// Rewards that wait for a link look at once.
void hasten_rewards(const LinkChange& change, const ConsentKey& who) {
  std::vector<std::string> rewards;
  store::query(
      change.session,
      "SELECT id FROM rewards WHERE organisation_id = :organisation AND "
      "customer_id = :customer AND state = 'pending' LIMIT :most",
      {{"organisation", who.organisation}, {"customer", who.customer}, {"most", waiting_max}},
      [&](std::string id) { rewards.push_back(std::move(id)); });
  jobs::hasten(change.session, who.organisation, "reward.issue", rewards, change.clock.now());
}

}  // namespace

void store_link(const LinkChange& change, const ConsentKey& who, const Link& link,
                const std::string& actor) {
  const std::string verification = name_of(link.verification);
  const auto account_before = masked_account(change, who);
  link_accounts(change.session, who.organisation, std::span(&link, 1), change.keys,
                change.clock.now());
  count_link(change.session, who, change.clock.now());
  const bool is_new = grant(change, who, Purpose::rewards, link.how.c_str(), actor);
  tell(change, who, "account.linked",
       {{"customer", who.customer}, {"partner", who.partner}, {"verification", verification}});
  audit(change, who,
        {actor,
         "link.add",
         "",
         {{"account", account_before}, {"consent", is_new ? "none" : "stood already"}},
         {{"account", mask_account(link.account)},
          {"how", link.how},
          {"verification", verification},
          {"consent", "granted"}}});
  hasten_rewards(change, who);
}

void link_by_consent(const LinkChange& change, const ConsentKey& who, const std::string& actor) {
  const auto known =
      linked_account(change.session, who.organisation, who.customer, who.partner, change.keys);
  const Link link{who.customer, who.partner, known.value_or(std::string(account_by_token)), "oauth",
                  Verification::verified};
  store_link(change, who, link, actor);
}

void link_by_operator(const LinkChange& change, const ConsentKey& who, const std::string& account,
                      const std::string& actor) {
  store_link(change, who,
             {who.customer, who.partner, account, "operator", Verification::unverified}, actor);
}

bool give_consent(const LinkChange& change, const ConsentKey& who, Purpose purpose,
                  const std::string& actor) {
  if (!grant(change, who, purpose, "operator", actor)) return false;
  audit(change, who, {actor, "consent.grant", "", {}, {{"purpose", access::name_of(purpose)}}});
  return true;
}

Withdrawn withdraw_consent(const LinkChange& change, const Withdrawal& withdrawal) {
  const ConsentKey& who = withdrawal.who;
  const Timestamp now = change.clock.now();
  Withdrawn done;
  done.purposes = access::close_consents(change.session, who, withdrawal.purpose, withdrawal.actor,
                                         withdrawal.reason, now);
  if (!withdrawal.purpose || *withdrawal.purpose == Purpose::rewards) {
    done.had_link = remove_link(change.session, who.organisation, who.customer, who.partner);
    for (const auto& name : oauth::token_names(who.partner)) {
      const oauth::Revoke tokens{
          {who.organisation, name, who.customer}, withdrawal.actor, withdrawal.reason, now};
      done.had_tokens |= oauth::revoke(change.session, change.keys, tokens, change.random);
    }
  }
  // An import left no consent, but what rested on the word "rewards" has ended all the same.
  std::set<Purpose> ended(done.purposes.begin(), done.purposes.end());
  if (done.had_link || done.had_tokens) ended.insert(Purpose::rewards);
  for (const auto purpose : ended)
    tell(change, who, "consent.revoked",
         {{"customer", who.customer},
          {"partner", who.partner},
          {"purpose", access::name_of(purpose)}});
  if (!done.anything()) return done;
  boost::json::array purposes;
  for (const auto purpose : done.purposes) purposes.emplace_back(access::name_of(purpose));
  audit(change, who,
        {withdrawal.actor,
         "consent.revoke",
         withdrawal.reason,
         {{"purposes", std::move(purposes)}, {"link", done.had_link}, {"tokens", done.had_tokens}},
         {{"withdrawn", withdrawal.purpose ? access::name_of(*withdrawal.purpose) : "all"}}});
  return done;
}

std::int64_t withdraw_everything(const LinkChange& change, const OrganisationId& organisation,
                                 const std::string& customer, const std::string& actor,
                                 const std::string& reason) {
  std::set<std::string> partners;
  store::query(change.session,
               "SELECT partner FROM customer_links WHERE organisation_id = :organisation AND "
               "customer_id = :customer UNION SELECT partner FROM consents WHERE "
               "organisation_id = :organisation AND customer_id = :customer AND revoked_at IS NULL "
               "UNION SELECT partner FROM oauth_tokens WHERE organisation_id = :organisation AND "
               "customer = :customer",
               {{"organisation", organisation}, {"customer", customer}},
               [&](std::string partner) { partners.insert(oauth::partner_of(partner)); });
  std::int64_t ended = 0;
  for (const auto& partner : partners)
    if (withdraw_consent(change, {{organisation, customer, partner}, std::nullopt, actor, reason})
            .anything())
      ++ended;
  return ended;
}

}  // namespace patchbay::loyalty
