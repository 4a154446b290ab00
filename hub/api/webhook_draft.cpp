#include "hub/api/webhook_draft.h"

#include "hub/api/body.h"
#include "hub/base/text.h"
#include "webhooks/endpoint_json.h"

namespace patchbay::api {
namespace {

using adapters::StrictObject;

void read_event_types(StrictObject& fields, webhooks::EndpointDraft& draft) {
  if (!fields.value("event_types")) return;
  const auto words = fields.texts("event_types");
  for (const auto& word : words)
    if (word.find(',') != std::string::npos)
      fields.fail("\"event_types\" has a comma in \"" + clean_text(word, 60) +
                  "\"; give each type as a text of its own");
  draft.event_types = join(words, ",");
}

void read_headers(StrictObject& fields, ReadDraft& read) {
  const auto* given = fields.value("headers");
  read.keep.headers = given == nullptr;
  if (!given) return;
  read.draft.headers.clear();
  const auto* object = given->if_object();
  if (!object) return fields.fail("\"headers\" must be an object of texts");
  for (const auto& [name, value] : *object) {
    if (!value.is_string()) return fields.fail("\"headers\" must be an object of texts");
    read.draft.headers[std::string(name)] = value.get_string();
  }
}

void read_auth(StrictObject& fields, ReadDraft& read) {
  const auto* given = fields.value("auth");
  read.keep.auth = given == nullptr;
  if (!given) return;
  auto auth = webhooks::read_auth(*given);
  if (auth)
    read.draft.auth = std::move(*auth);
  else
    fields.fail(auth.error().message);
}

void read_delivery(StrictObject& fields, webhooks::EndpointDraft& draft) {
  const auto* given = fields.value("delivery");
  if (!given) return;
  auto delivery = webhooks::read_delivery(*given);
  if (delivery)
    draft.delivery = std::move(*delivery);
  else
    fields.fail(delivery.error().message);
}

}  // namespace

Result<ReadDraft> read_endpoint_draft(const http::Request& request, webhooks::EndpointDraft base) {
  const auto body = read_body(request);
  if (!body) return body.error();
  StrictObject fields(*body, "body");
  ReadDraft read{std::move(base), {}};
  auto& draft = read.draft;
  // check() knows how long it may be.
  draft.url = fields.text("url", draft.url.empty() ? std::nullopt : std::optional(draft.url));
  draft.description = read_text(fields, "description", draft.description);
  draft.partner = read_text(fields, "partner", draft.partner);
  read_event_types(fields, draft);
  read_headers(fields, read);
  read_auth(fields, read);
  read_delivery(fields, draft);
  const auto signing = read_text(fields, "signing", name_of(draft.signing));
  if (signing != "v1" && signing != "v1a") fields.fail("\"signing\" must be v1 or v1a");
  draft.signing = signing == "v1a" ? webhooks::Signing::v1a : webhooks::Signing::v1;
  if (const auto known = fields.finish(); !known) return known.error();
  return read;
}

webhooks::EndpointDraft draft_of(const webhooks::EndpointView& endpoint) {
  webhooks::EndpointDraft draft;
  draft.url = endpoint.url;
  draft.description = endpoint.description;
  draft.partner = endpoint.partner;
  draft.event_types = endpoint.event_types;
  draft.delivery = endpoint.delivery;
  return draft;
}

}  // namespace patchbay::api
