#include "adapters/partner_page.h"

#include <boost/json/serialize.hpp>

#include "adapters/kind_schema.h"
#include "adapters/kinds.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string code(const std::string& text) { return "`" + text + "`"; }

const char* type_name(FieldType type) {
  switch (type) {
    case FieldType::integer: return "whole number";
    case FieldType::boolean: return "true or false";
    case FieldType::url: return "URL";
    case FieldType::path: return "path";
    case FieldType::text: break;
  }
  return "text";
}

std::string length_text(Duration length) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::string settle_text(const Settle& settle) {
  const std::string after = length_text(settle.settle_after);
  switch (settle.way) {
    case SettleWay::repeat_same_key:
      return "`repeat_same_key`: the call is repeated with the same key, which the partner "
             "honours.";
    case SettleWay::find_issued:
      return "`find_issued`: the partner is asked; \"not issued\" is proof " + after +
             " after the call.";
    case SettleWay::reverse:
      return "`reverse`: " + code(settle.capability) + " takes it back, " + after + " to " +
             length_text(settle.deadline) + " after the call.";
    case SettleWay::report: break;
  }
  return "`report`: the partner's next complete report decides, " + after +
         " after the call at the earliest.";
}

void add_environments(Page& page, const Manifest& manifest) {
  Rows rows;
  for (const auto& [environment, defaults] : manifest.environments)
    for (const auto& [setting, value] : defaults)
      rows.push_back({code(environment), code(setting), code(value)});
  page.table({"environment", "setting", "its default there"}, std::move(rows));
}

void add_settings(Page& page, const Manifest& manifest) {
  page.heading(2, "Settings and secrets");
  Rows rows;
  for (const auto& field : manifest.settings)
    rows.push_back({code(field.name), type_name(field.type),
                    field.default_value ? code(*field.default_value) : "must be given",
                    field.help});
  if (rows.empty()) page.paragraph("It has no settings.");
  page.table({"setting", "type", "default", "what it is"}, std::move(rows));
  add_environments(page, manifest);
  if (manifest.secrets.empty()) return page.paragraph("It needs no secrets.");
  std::vector<std::string> names;
  for (const auto& name : manifest.secrets) names.push_back(code(name));
  page.paragraph("Secrets, by environment or file, never in the configuration itself: " +
                 join(names, ", ") + ".");
}

void add_fields(Page& page, const char* title, const std::vector<SchemaField>& fields) {
  Rows rows;
  for (const auto& field : fields)
    rows.push_back({code(field.name), field.type, field.required ? "yes" : "no", field.notes});
  page.table({title, "type", "must be there", "notes"}, std::move(rows));
}

void add_capability(Page& page, const Manifest& manifest, const std::string& name) {
  page.heading(3, name);
  const auto* capability = find_capability(manifest.kind, name);
  if (capability && capability->moves_value)
    page.paragraph(capability->reverses ? "Takes back what was issued." : "Moves value.");
  add_fields(page, "request", request_fields(manifest.kind, name));
  add_fields(page, "result", result_fields(manifest.kind, name));
}

void add_settling(Page& page, const Manifest& manifest) {
  if (manifest.settle.empty()) return;
  page.heading(2, "When nobody knows whether value was issued");
  for (std::size_t i = 0; i < manifest.settle.size(); ++i)
    page.paragraph(std::to_string(i + 1) + ". " + settle_text(manifest.settle[i]));
}

void add_traffic(Page& page, const Manifest& manifest) {
  page.heading(2, "Proof and limits");
  std::string proof = std::string("Requests are proved by ") + code(name_of(manifest.auth.type));
  if (manifest.auth.client_certificate) proof += " and a client certificate";
  const auto needed = secrets_needed(manifest.auth);
  if (!needed.empty()) proof += " with the secrets " + join(needed, ", ");
  page.paragraph(proof + ".");
  page.table({"limit", "value"},
             {{"calls a second", std::to_string(manifest.limits.calls_per_second)},
              {"calls at once", std::to_string(manifest.limits.concurrency)},
              {"time-out of a request", std::to_string(manifest.limits.timeout_ms) + " ms"},
              {"attempts of a call", std::to_string(manifest.retry.attempts_max)}});
  if (manifest.needs_link)
    page.paragraph("Value goes to a linked account of the customer: see docs/linking.md.");
}

void add_webhooks(Page& page, const Manifest& manifest) {
  if (!manifest.webhook) return;
  page.heading(2, "Webhooks");
  const auto& scheme = manifest.webhook->scheme;
  page.paragraph(
      "It sends webhooks to " + code("/webhooks/" + manifest.id) + ", scheme " +
      code(scheme.is_string() ? std::string(scheme.get_string()) : boost::json::serialize(scheme)) +
      ", secret " + code(webhook_secret) + "." +
      (manifest.webhook->has_decoder ? " The plug decodes them itself." : ""));
  Rows rows;
  for (const auto& [theirs, mapping] : manifest.webhook->events)
    rows.push_back({code(theirs), code(mapping.type)});
  page.table({"the partner's type", "event"}, std::move(rows));
}

void add_cases(Page& page, const std::vector<Case>& cases) {
  if (cases.empty()) return;
  page.heading(2, "Cases");
  Rows rows;
  for (const auto& one : cases) {
    const auto* kind = one.outcome.if_contains("kind");
    const std::string decoded = one.error.empty() ? "decoded" : "refused";
    rows.push_back(
        {code(one.capability), one.name, kind ? std::string(kind->as_string()) : decoded});
  }
  page.table({"capability", "case", "ends"}, std::move(rows));
}

}  // namespace

Page partner_page(const Manifest& manifest, const std::vector<Case>& cases) {
  Page page;
  page.heading(1, manifest.name);
  page.paragraph("Partner " + code(manifest.id) + ", kind " + code(manifest.kind) + ", version " +
                 manifest.version + ".");
  add_settings(page, manifest);
  page.heading(2, "Capabilities");
  for (const auto& name : manifest.capabilities) add_capability(page, manifest, name);
  add_settling(page, manifest);
  add_traffic(page, manifest);
  add_webhooks(page, manifest);
  add_cases(page, cases);
  return page;
}

}  // namespace patchbay::adapters
