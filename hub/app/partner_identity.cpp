#include "hub/app/partner_identity.h"

#include <array>

#include "hub/http/client_identity.h"

namespace patchbay::app {
namespace {

Field file(std::string name, std::string help) {
  return {std::move(name), FieldType::path, {}, std::move(help)};
}

std::string value_of(const std::map<std::string, std::string>& given, const char* name) {
  const auto found = given.find(name);
  return found == given.end() ? std::string() : found->second;
}

}  // namespace

std::span<const Field> identity_fields() {
  static const std::array fields{
      file("tls_certificate", "PEM chain that we show the partner (mutual TLS)"),
      file("tls_key", "PEM key of that certificate"),
      file("tls_ca", "PEM of whom we trust to be the partner; empty: the system's store")};
  return fields;
}

Result<void> apply_identity(const std::map<std::string, std::string>& given,
                            adapters::Partner& partner) {
  if (given.empty()) return {};
  const http::IdentityFiles files{value_of(given, "tls_certificate"), value_of(given, "tls_key"),
                                  value_of(given, "tls_ca")};
  auto identity = http::ClientIdentity::load(files);
  if (!identity) return identity.error();
  partner.identity = *std::move(identity);
  return {};
}

}  // namespace patchbay::app
