#include "adapters/sandbox_webhooks.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <cstring>

#include "hub/base/random.h"
#include "hub/crypto/digest.h"
#include "hub/http/json.h"

namespace patchbay::adapters {
namespace {

constexpr std::string_view secret_prefix = "whsec_";

/// The same on every machine, unlike std::hash.
std::uint64_t number_of(const std::string& id) {
  std::uint64_t number = 0;
  const auto digest = crypto::sha256(id);
  std::memcpy(&number, digest.data(), sizeof number);
  return number;
}

std::string text_of(const boost::json::object& object, const char* name) {
  const auto* member = object.if_contains(name);
  return member && member->is_string() ? std::string(member->get_string()) : std::string();
}

}  // namespace

WebhookFate fate_of(std::uint64_t seed, const WebhookFaults& faults, const std::string& id) {
  const std::uint64_t number = number_of(id);
  const auto befalls = [&](std::uint64_t which, int permille) {
    return static_cast<int>(mix(mix(seed, which), number) % 1'000) < permille;
  };
  return {befalls(1, faults.repeat_permille), befalls(2, faults.late_permille),
          befalls(3, faults.forged_permille)};
}

Result<std::unique_ptr<WebhookBook>> WebhookBook::open(const std::string& partner,
                                                       std::string file) {
  std::unique_ptr<WebhookBook> book(new WebhookBook(partner));
  const auto read = [&](std::string_view line) -> Result<void> {
    const auto row = parse_json(line);
    if (!row || !row->is_object()) return invalid("is no webhook");
    book->keep(row->get_object());
    return {};
  };
  auto lines = LineFile::open(std::move(file), "the file of webhooks", read);
  if (!lines) return lines.error();
  book->lines_ = std::move(*lines);
  return book;
}

void WebhookBook::keep(const boost::json::object& line) {
  if (const auto taken = text_of(line, "taken"); !taken.empty()) {
    std::erase_if(waiting_, [&](const auto& one) { return one.second.id == taken; });
    return;
  }
  waiting_.emplace(++queued_, QueuedWebhook{text_of(line, "id"), boost::json::serialize(line)});
}

void WebhookBook::write(const boost::json::object& line) {
  lines_->append(boost::json::serialize(line)).value();
  keep(line);
}

void WebhookBook::add(const boost::json::object& event, Timestamp now) {
  const std::string type = text_of(event, "type");
  if (type.empty())
    throw ErrorException(invalid("webhook { type = …, data = { … } }: \"type\" is missing"));
  const auto* data = event.if_contains("data");
  const boost::json::object line{
      {"id", "whk_" + partner_ + "_" + std::to_string(queued_ + 1)},
      {"type", type},
      {"timestamp", to_rfc3339(now)},
      {"data", data ? *data : boost::json::value(boost::json::object())}};
  write(line);
}

void WebhookBook::taken(const std::string& id) { write({{"taken", id}}); }

std::vector<QueuedWebhook> WebhookBook::waiting(std::size_t limit) const {
  std::vector<QueuedWebhook> oldest;
  for (const auto& [number, webhook] : waiting_) {
    if (oldest.size() == limit) break;
    oldest.push_back(webhook);
  }
  return oldest;
}

http::Headers sign_webhook(const Secret& secret, const QueuedWebhook& webhook, Timestamp now) {
  std::string_view encoded = secret.reveal();
  if (encoded.starts_with(secret_prefix)) encoded.remove_prefix(secret_prefix.size());
  const Secret key(crypto::from_base64(encoded).value());
  const std::string time = std::to_string(now.seconds());
  const std::array<std::string_view, 5> parts{webhook.id, ".", time, ".", webhook.body};
  http::Headers headers;
  headers.add("Content-Type", "application/json");
  headers.add("webhook-id", webhook.id);
  headers.add("webhook-timestamp", time);
  headers.add("webhook-signature",
              "v1," + crypto::to_base64(crypto::hmac_sha256(key.reveal(), parts)));
  return headers;
}

}  // namespace patchbay::adapters
