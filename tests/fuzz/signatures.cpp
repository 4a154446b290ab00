// Any bytes as the header fields and the body of a webhook, for every preset: nothing crashes, and
// nothing proves itself that was not signed.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "hub/base/text.h"
#include "webhooks/verifier.h"

namespace {

using namespace patchbay;
using namespace patchbay::webhooks;

const char* secret_of(const std::string& preset) {
  if (preset == "standard") return "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  if (preset == "standard-v1a") return "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
  if (preset == "sendgrid")
    return "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/"
           "7dAfSmpqIM8kF9mN1flpVKS3GRqe62g"
           "w+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
  return "a secret that the fuzzer does not know";
}

const std::vector<Verifier>& verifiers() {
  static const auto all = [] {
    std::vector<Verifier> made;
    for (const auto& name : preset_names()) {
      const Secret secret{std::string(secret_of(name))};
      made.push_back(
          Verifier::make(parse_scheme(boost::json::string(name)).value(), {&secret, 1}).value());
    }
    return made;
  }();
  return all;
}

/// Names that some preset reads, so that the bytes reach the code behind them.
constexpr std::string_view names[] = {"webhook-signature",
                                      "webhook-timestamp",
                                      "webhook-id",
                                      "Stripe-Signature",
                                      "X-Hub-Signature-256",
                                      "X-Slack-Signature",
                                      "X-Twilio-Signature",
                                      "X-Slack-Request-Timestamp",
                                      "Content-Type",
                                      "X-Twilio-Email-Event-Webhook-Signature",
                                      "x-paystack-signature",
                                      "X-Twilio-Email-Event-Webhook-Timestamp",
                                      "X-Shopify-Hmac-Sha256",
                                      "Authorization",
                                      "X-Webhook-Signature",
                                      "verif-hash"};

}  // namespace

/// Lines "<letter><value>", where the letter chooses a name; after an empty line the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  http::Headers headers;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty()) break;
    const auto name = names[static_cast<unsigned char>(line[0]) % std::size(names)];
    headers.add(std::string(name), std::string(line.substr(1)));
  }
  for (const auto& verifier : verifiers()) {
    const auto found = verifier.verify({"POST",
                                        "https://hub.example/webhooks/a?bodySHA256=00",
                                        headers,
                                        text,
                                        {1'614'265'330'000'000}});
    if (!std::holds_alternative<Refused>(found)) std::abort();
  }
  return 0;
}
