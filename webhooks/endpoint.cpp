#include "webhooks/endpoint.h"

namespace patchbay::webhooks {

const char* name_of(EndpointState state) {
  switch (state) {
    case EndpointState::active: return "active";
    case EndpointState::paused: return "paused";
    case EndpointState::disabled: return "disabled";
  }
  return "";
}

const char* name_of(Signing signing) { return signing == Signing::v1 ? "v1" : "v1a"; }

EndpointState parse_endpoint_state(std::string_view name) {
  for (const auto state : {EndpointState::active, EndpointState::paused})
    if (name == name_of(state)) return state;
  // Nothing is sent in a state that a later version wrote.
  return EndpointState::disabled;
}

Signing parse_signing(std::string_view name) {
  return name == name_of(Signing::v1a) ? Signing::v1a : Signing::v1;
}

const char* name_of(ReceiverAuth::Type type) {
  switch (type) {
    case ReceiverAuth::Type::none: return "";
    case ReceiverAuth::Type::oauth2_client_credentials: return "oauth2_client_credentials";
    case ReceiverAuth::Type::mtls: return "mtls";
  }
  return "";
}

}  // namespace patchbay::webhooks
