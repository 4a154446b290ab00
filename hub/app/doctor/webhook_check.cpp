// Whether the hub would take the partner's webhooks: it signs a sample itself and verifies it.

#include "hub/app/doctor/doctor.h"
#include "hub/app/inbound.h"
#include "webhooks/sample.h"

namespace patchbay::app {
namespace {

constexpr const char* check_name = "webhook";

std::string mend_secret(const std::string& id) {
  return "give webhook_secret by the variable of partner " + id +
         ", in the form that the partner shows it, or by webhook_secret_file";
}

/// What a sample becomes, as it is and with a byte more.
Finding try_sample(const webhooks::Verifier& verifier, webhooks::SampleWebhook sample,
                   Timestamp now, bool is_signed) {
  const auto verify = [&] {
    return verifier.verify({sample.method, sample.url, sample.headers, sample.body, now});
  };
  if (!std::holds_alternative<webhooks::Accepted>(verify()))
    return {check_name, Grade::fail, "a sample that the hub signed itself is not accepted",
            "correct webhook_scheme, or the scheme of the plug"};
  sample.body += " ";
  if (is_signed && !std::holds_alternative<webhooks::Refused>(verify()))
    return {check_name, Grade::fail, "a sample whose body was changed is accepted",
            "correct the scheme: it must sign the body"};
  return {check_name, Grade::ok,
          is_signed ? "a signed sample is accepted, a changed one refused"
                    : "a sample with the secret is accepted; the scheme signs nothing"};
}

}  // namespace

std::vector<Finding> check_webhook(Patient& patient) {
  if (!patient.partner) return {};
  const auto scheme = inbound_scheme(patient.setup, patient.partner->plug->manifest());
  if (!scheme) return {};
  if (!*scheme)
    return {{check_name, Grade::fail, scheme->error().message, "correct webhook_scheme"}};
  const auto verifier = inbound_verifier(patient.setup, patient.partner->plug->manifest());
  if (!verifier)
    return {{check_name, Grade::fail, verifier.error().message, mend_secret(patient.setup.id)}};
  if (!*verifier)
    return {{check_name, Grade::warn, "there is no webhook_secret: the partner's webhooks get 404",
             mend_secret(patient.setup.id)}};
  const std::string base = patient.public_url.empty() ? "http://localhost" : patient.public_url;
  const Timestamp now = system_clock().now();
  auto& secrets = patient.setup.secrets;
  // While a secret is being replaced, the old one may be the only one here.
  const bool has_new = !secrets[adapters::webhook_secret].empty();
  const Secret& secret =
      secrets[has_new ? adapters::webhook_secret : adapters::webhook_secret_previous];
  auto sample =
      webhooks::make_sample(**scheme, secret, base + "/webhooks/" + patient.setup.id, now);
  if (!sample && sample.error().kind == ErrorKind::refused)
    return {{check_name, Grade::ok, "the partner's public key can be read; only it can sign"}};
  if (!sample)
    return {{check_name, Grade::warn, "no sample can be signed: " + sample.error().message,
             "send a test webhook from the partner's own pages"}};
  const bool is_signed = (*scheme)->algorithm != webhooks::Algorithm::secret;
  return {try_sample(**verifier, *std::move(sample), now, is_signed)};
}

}  // namespace patchbay::app
