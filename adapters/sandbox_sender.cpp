#include "adapters/sandbox_sender.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::adapters {
namespace {

constexpr Duration rest{50'000};
constexpr std::chrono::milliseconds timeout{5'000};
constexpr const char* forger = "whsec_Zm9yZ2VkIGJ5IG5vYm9keSB3ZSBrbm93Li4u";

}  // namespace

WebhookSender::WebhookSender(const SandboxOptions& options, WebhookSource source,
                             http::Client& client)
    : url_(options.webhooks_url),
      secret_(options.webhook_secret),
      other_secret_(std::string(forger)),
      seed_(options.seed),
      faults_(options.webhook_faults),
      source_(std::move(source)),
      client_(client) {}

Async<bool> WebhookSender::post(std::string partner, QueuedWebhook webhook, Secret secret) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = url_ + "/" + http::percent_encode(partner);
  request.headers = sign_webhook(secret, webhook, system_clock().now());
  request.body = webhook.body;
  request.timeout = timeout;
  const auto exchange = co_await client_.send(std::move(request));
  const auto* response = std::get_if<http::Response>(&exchange);
  co_return response && response->status / 100 == 2;
}

Async<void> WebhookSender::send(std::string partner, QueuedWebhook webhook) {
  const WebhookFate fate = fate_of(seed_, faults_, webhook.id);
  if (fate.is_forged) co_await post(partner, webhook, other_secret_);
  const bool is_taken = co_await post(partner, webhook, secret_);
  if (!is_taken) co_return;
  if (fate.is_repeated) co_await post(partner, webhook, secret_);
  co_await source_.taken(partner, webhook.id);
}

Async<Duration> WebhookSender::round() {
  const auto waiting = co_await source_.waiting();
  for (const auto& [partner, webhook] : waiting) {
    const bool is_late = fate_of(seed_, faults_, webhook.id).is_late;
    if (is_late && held_back_.insert(webhook.id).second) continue;
    co_await send(partner, webhook);
  }
  co_return rest;
}

}  // namespace patchbay::adapters
