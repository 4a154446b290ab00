#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/app/commands.h"
#include "hub/app/environment.h"
#include "hub/app/files.h"
#include "hub/app/hiding.h"
#include "hub/app/loop_clients.h"
#include "hub/app/run_blocking.h"
#include "hub/base/id.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/events/catalogue.h"
#include "hub/http/json.h"
#include "hub/http/url.h"
#include "webhooks/signing_key.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds send_timeout{30'000};
constexpr std::size_t shown_bytes_max = 64 * 1024;

/// The text of --data, checked but as it was given.
Result<std::string> data_of(const SendCommand& command) {
  std::string text = command.data;
  if (text.starts_with('@')) {
    auto read = read_file(text.substr(1));
    if (!read) return read.error().in("--data");
    text = std::move(*read);
  }
  const auto parsed = parse_json(text);
  if (!parsed) return parsed.error().in("--data");
  if (!parsed->is_object()) return invalid("--data: it is not a JSON object");
  return std::string(trim(text));
}

http::ClientRequest make_request(const SendCommand& command, const webhooks::SigningKey& key,
                                 const std::string& data, Timestamp now) {
  const std::string id =
      command.id.empty() ? new_id("evt", system_clock(), crypto::system_random()) : command.id;
  http::ClientRequest request;
  request.method = "POST";
  request.url = command.url;
  request.timeout = send_timeout;
  request.body = R"({"type":)" + json::serialize(json::string(command.type)) + R"(,"timestamp":")" +
                 to_rfc3339(now) + R"(","data":)" + data + "}";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("User-Agent", "Patchbay");
  request.headers.add("webhook-id", id);
  request.headers.add("webhook-timestamp", std::to_string(now.seconds()));
  request.headers.add("webhook-signature", key.sign(id, now.seconds(), request.body));
  return request;
}

Async<http::Exchange> send(const LoopClients& clients, http::ClientRequest request) {
  auto& client = clients.here();
  co_return co_await client.send(std::move(request));
}

void print_answer(const http::Response& answer, const std::string& id, bool as_json) {
  const std::string body = clean_text(answer.body, shown_bytes_max);
  if (as_json) {
    json::object headers;
    for (const auto& [name, value] : answer.headers) headers[name] = clean_text(value, 2000);
    const json::object all{
        {"id", id}, {"status", answer.status}, {"headers", std::move(headers)}, {"body", body}};
    std::puts(json::serialize(all).c_str());
    return;
  }
  std::printf("%s\n%d %s\n", id.c_str(), answer.status,
              std::string(http::reason_of(answer.status)).c_str());
  for (const auto& [name, value] : answer.headers)
    std::printf("%s: %s\n", name.c_str(), clean_text(value, 2000).c_str());
  std::printf("\n%s\n", body.c_str());
}

}  // namespace

Result<void> run_webhook_send(const SendCommand& command) {
  const Secret secret(environment_value("PATCHBAY_WEBHOOK_SECRET"));
  hide_secrets();
  if (secret.empty())
    return invalid("the sender needs the endpoint's secret: set PATCHBAY_WEBHOOK_SECRET=whsec_…");
  const auto key = webhooks::SigningKey::read(secret);
  if (!key) return key.error().in("PATCHBAY_WEBHOOK_SECRET");
  if (const auto url = http::split_url(command.url); !url) return url.error().in("--to");
  const auto data = data_of(command);
  if (!data) return data.error();
  if (!events::find_type(command.type))
    std::fprintf(stderr, "note: the hub itself sends no events of the type \"%s\"\n",
                 command.type.c_str());
  auto request = make_request(command, *key, *data, system_clock().now());
  const std::string id(request.headers.get("webhook-id"));
  const auto loops = http::start_loops(1);
  auto clients = std::make_unique<LoopClients>(*loops, http::ClientOptions{});
  const auto exchange = run_blocking(*loops, send(*clients, std::move(request)));
  loops->stop();
  clients.reset();
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    return unavailable("there was no answer: " + failure->message);
  const auto& answer = std::get<http::Response>(exchange);
  print_answer(answer, id, command.json);
  if (answer.status >= 200 && answer.status < 300) return {};
  return refused("the receiver answered " + std::to_string(answer.status) +
                 "; the hub would try again");
}

}  // namespace patchbay::app
