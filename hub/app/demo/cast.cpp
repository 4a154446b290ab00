#include "hub/app/demo/cast.h"

#include <set>
#include <unordered_set>

#include "hub/loyalty/customers.h"

namespace patchbay::app {
namespace {

// The sandbox's faults and the partner time-out of the demo, as the README names them.
constexpr const char* error_rate_percent = "5";
constexpr const char* late_rate_percent = "2";
constexpr const char* cut_rate_percent = "1";
constexpr const char* late_ms = "600";
constexpr const char* calls_per_second = "500";
constexpr std::int64_t partner_timeout_ms = 250;
/// The sandbox decides within its partners' time-out; theirs is for real servers.
constexpr std::int64_t settle_after_ms = 1'000;
/// The sandbox is killed with the hub and comes back with it: nobody waits for it long.
constexpr std::int64_t breaker_open_ms = 500;

const std::string sandbox_client = "patchbay-demo";

/// FNV-1a (Fowler, Noll, Vo): the same digits for the same customer on every run.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

std::string padded(std::uint64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

char luhn_digit(const std::string& digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 0) digit *= 2;
    sum += digit > 9 ? digit - 9 : digit;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

std::vector<std::string> reward_partners(const policy::Policy& policy) {
  std::set<std::string> names;
  for (const auto& milestone : policy.milestones())
    names.insert(milestone.partners.begin(), milestone.partners.end());
  return {names.begin(), names.end()};
}

Result<Child> start_sandbox_child(const DataFolder& data, std::uint64_t seed,
                                  const std::vector<std::string>& partners) {
  std::vector<std::string> arguments{"sandbox",
                                     "--books",
                                     data.path("sandbox"),
                                     "--seed",
                                     std::to_string(seed),
                                     "--error-rate",
                                     error_rate_percent,
                                     "--timeout-after-commit",
                                     late_rate_percent,
                                     "--cut-after-commit",
                                     cut_rate_percent,
                                     "--late-ms",
                                     late_ms,
                                     "--rate",
                                     calls_per_second};
  arguments.insert(arguments.end(), partners.begin(), partners.end());
  return Child::start(
      arguments, {{"PATCHBAY_SANDBOX_CLIENT_ID", sandbox_client},
                  {"PATCHBAY_SANDBOX_CLIENT_SECRET", std::string(data.partner_secret().reveal())}});
}

Result<Child> start_receiver_child(const DataFolder& data) {
  return Child::start({"webhook", "listen", "--book", data.path("webhooks.jsonl")},
                      {{"PATCHBAY_WEBHOOK_SECRET", std::string(data.webhook_secret().reveal())}});
}

std::vector<PartnerSetup> demo_partners(const DataFolder& data, const std::string& sandbox_url,
                                        const std::vector<std::string>& partners) {
  std::vector<PartnerSetup> setups;
  for (const auto& id : partners) {
    PartnerSetup setup;
    setup.id = setup.plug = id;
    setup.settings["api_url"] = sandbox_url + "/" + id;
    setup.secrets["client_id"] = Secret(sandbox_client);
    setup.secrets["client_secret"] = data.partner_secret();
    setup.pace["timeout_ms"] = std::to_string(partner_timeout_ms);
    setup.pace["settle_after_ms"] = std::to_string(settle_after_ms);
    setup.pace["breaker_open_ms"] = std::to_string(breaker_open_ms);
    setup.pace["breaker_open_max_ms"] = std::to_string(breaker_open_ms);
    setups.push_back(std::move(setup));
  }
  PartnerSetup feed;
  feed.id = demo_feed;
  feed.plug = "order_file";
  feed.settings["path"] = data.orders_file();
  setups.push_back(std::move(feed));
  PartnerSetup reports;
  reports.id = demo_reports;
  reports.plug = "report_file";
  setups.push_back(std::move(reports));
  return setups;
}

AccountLinker::AccountLinker(const adapters::Registry& registry, const crypto::KeyRing& keys)
    : keys_(keys) {
  for (const auto& partner : registry.all())
    if (partner->plug->manifest().needs_link)
      partners_.push_back({partner->id, partner->plug->manifest().kind});
}

void AccountLinker::link(store::Session& session, std::span<const loyalty::Order> orders) const {
  std::unordered_set<std::string_view> seen;
  std::vector<loyalty::Link> links;
  for (const auto& order : orders) {
    if (!seen.insert(order.customer).second) continue;
    for (const auto& partner : partners_)
      links.push_back({order.customer, partner.id, demo_account(partner.kind, order.customer)});
  }
  loyalty::link_accounts(session, "demo", links, keys_, system_clock().now());
}

std::string demo_account(const std::string& kind, const std::string& customer) {
  if (kind != "transport") return padded(hash_of(customer) % 10'000'000'000, 10);
  const std::string digits = "308522" + padded(hash_of(customer) % 1'000'000'000, 9);
  return digits + luhn_digit(digits);
}

}  // namespace patchbay::app
