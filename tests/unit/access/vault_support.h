#pragma once
#include "hub/access/reseal.h"
#include "hub/access/vault.h"
#include "hub/crypto/sealed_context.h"
#include "tests/support/stores.h"

namespace patchbay::access::test {

inline crypto::KeyRing ring_of(const std::string& lines) {
  return crypto::KeyRing::parse(lines).value();
}
inline std::string key(const std::string& id, char digit) {
  return id + " " + std::string(64, digit) + "\n";
}

/// A store with sealed values in two tables: endpoints (a value) and links (a value, its index).
class VaultTest : public StoreTest {
 protected:
  void put_endpoint(const std::string& id, const std::string& secret, const crypto::KeyRing& ring) {
    const auto sealed =
        ring.seal(secret, crypto::sealed_context("webhook_endpoints", {"o", id}, "sealed_auth"));
    write([&](store::Session& s) {
      store::execute(
          s,
          "INSERT INTO webhook_endpoints (organisation_id, id, partner, url, description, "
          "event_types, state, state_reason, settings, sealed_headers, sealed_auth, version, "
          "created_at, updated_at) VALUES ('o', :id, '', 'u', '', '', 'active', '', '{}', '', "
          ":sealed, 1, 1, 1) ON CONFLICT (organisation_id, id) DO UPDATE SET sealed_auth = "
          "excluded.sealed_auth",
          {{"id", id}, {"sealed", sealed}});
    });
  }
  void put_contact(const std::string& id, const std::string& phone, const crypto::KeyRing& ring) {
    const auto sealed =
        ring.seal(phone, crypto::sealed_context("customer_contacts", {"o", id}, "phone_sealed"));
    write([&](store::Session& s) {
      store::execute(s,
                     "INSERT INTO customer_contacts (organisation_id, customer_id, phone_sealed, "
                     "phone_index, updated_at) VALUES ('o', :id, :sealed, :hash, 1)",
                     {{"id", id}, {"sealed", sealed}, {"hash", ring.blind_index("d" + phone)}});
    });
  }
  std::string endpoint_secret(const std::string& id, const crypto::KeyRing& ring) {
    const auto sealed = read([&](store::Session& s) {
      return store::query_value<std::string>(
                 s, "SELECT sealed_auth FROM webhook_endpoints WHERE id = :id", {{"id", id}})
          .value();
    });
    const auto context = crypto::sealed_context("webhook_endpoints", {"o", id}, "sealed_auth");
    return std::string(ring.open(sealed, context).value().reveal());
  }
  std::string contact_index(const std::string& id) {
    return read([&](store::Session& s) {
      return store::query_value<std::string>(
                 s, "SELECT phone_index FROM customer_contacts WHERE customer_id = :id",
                 {{"id", id}})
          .value();
    });
  }
  Result<void> adopt(const crypto::KeyRing& ring) {
    return write([&](store::Session& s) { return adopt_keys(s, ring, Timestamp{1}); });
  }
  /// "table.column key sealed/indexed", one for each use.
  std::vector<std::string> uses() {
    std::vector<std::string> texts;
    for (const auto& use : read([](store::Session& s) { return count_key_use(s, columns()); }))
      texts.push_back(use.table + "." + use.column + " " + use.key + " " +
                      std::to_string(use.sealed) + "/" + std::to_string(use.indexed));
    return texts;
  }
  static std::vector<store::SealedColumn> columns() {
    return {{"webhook_endpoints", {{"organisation_id"}, {"id"}}, "sealed_auth"},
            {"customer_contacts",
             {{"organisation_id"}, {"customer_id"}},
             "phone_sealed",
             "phone_index",
             [](std::string_view plain) { return "d" + std::string(plain); }}};
  }
};

}  // namespace patchbay::access::test
