// Sealing against raw AES-256-GCM, and re-sealing against the bare UPDATE of the same rows.
#include <openssl/evp.h>

#include <chrono>
#include <filesystem>

#include "hub/access/reseal.h"
#include "hub/access/vault.h"
#include "hub/crypto/sealed_context.h"
#include "hub/crypto/system_random.h"
#include "hub/store/rows.h"
#include "hub/store/store.h"
#include "tests/bench/access.h"

namespace patchbay::bench {
namespace {

constexpr std::size_t plain_bytes = 1024;
constexpr int seals = 200'000;
constexpr int rows_count = 50'000;
constexpr std::size_t batch = access::reseal_rows_max;

/// How many times a second `fn` ran.
template <class F>
double per_second(int times, F fn) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) fn(i);
  return times / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// One context and one key schedule for all, a counter as nonce, no text form.
double raw_seals_per_second(const std::string& plain, const std::string& associated) {
  const std::string key(32, 'k');
  std::string nonce(12, '\0');
  std::string out(plain.size() + 16, '\0');
  const auto octets = [](const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  auto* const target = reinterpret_cast<unsigned char*>(out.data());
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nullptr, octets(key), nullptr);
  const double rate = per_second(seals, [&](int i) {
    nonce[0] = static_cast<char>(i);
    nonce[1] = static_cast<char>(i >> 8);
    nonce[2] = static_cast<char>(i >> 16);
    int size = 0;
    EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, octets(nonce));
    EVP_EncryptUpdate(context, nullptr, &size, octets(associated),
                      static_cast<int>(associated.size()));
    EVP_EncryptUpdate(context, target, &size, octets(plain), static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(context, target + plain.size(), &size);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, target + plain.size());
  });
  EVP_CIPHER_CTX_free(context);
  return rate;
}

Measurement measure_seal() {
  const auto ring = crypto::KeyRing::generate("k1");
  const std::string plain(plain_bytes, 'x');
  const auto context = crypto::sealed_context("rewards", {"org", "rwd_1"}, "code_sealed");
  std::size_t bytes = 0;
  const double sealed = per_second(seals, [&](int) { bytes += ring.seal(plain, context).size(); });
  return {"seal_per_s", bytes > 0 ? sealed : 0, "1/s", raw_seals_per_second(plain, context)};
}

const std::vector<store::SealedColumn> columns{
    {"customer_contacts", {{"organisation_id"}, {"customer_id"}}, "phone_sealed", "phone_index"}};

void fill(store::Store& store, const crypto::KeyRing& ring) {
  store.run_blocking(store::Access::write, [&](store::Session& session) {
    store::Rows rows({{"id", store::ColumnType::text},
                      {"sealed", store::ColumnType::text},
                      {"hash", store::ColumnType::text}});
    for (int i = 0; i < rows_count; ++i) {
      const auto id = "c" + std::to_string(i);
      const auto phone = std::to_string(61'400'000'000 + i);
      rows.add(id)
          .add(ring.seal(phone,
                         crypto::sealed_context("customer_contacts", {"o", id}, "phone_sealed")))
          .add(ring.blind_index(phone));
    }
    store::execute(session,
                   "INSERT INTO customer_contacts (organisation_id, customer_id, phone_sealed, "
                   "phone_index, updated_at) SELECT 'o', id, sealed, hash, 1 FROM {rows} AS r "
                   "WHERE true",
                   rows);
  });
}

/// Transactions of the same size that change the same columns to texts that are there already.
double bare_updates_per_second(store::Store& store) {
  const std::string text(120, 'y');
  const auto begin = std::chrono::steady_clock::now();
  for (int first = 0; first < rows_count; first += static_cast<int>(batch))
    store.run_blocking(store::Access::write, [&](store::Session& session) {
      // The organisation is in the rows, so that SQLite looks each row up instead of reading all.
      store::Rows rows({{"organisation", store::ColumnType::text},
                        {"id", store::ColumnType::text},
                        {"new", store::ColumnType::text}});
      for (int i = first; i < first + static_cast<int>(batch); ++i)
        rows.add("o").add("c" + std::to_string(i)).add(text + std::to_string(i));
      store::execute(session,
                     "UPDATE customer_contacts SET phone_sealed = r.new, phone_index = r.new FROM "
                     "{rows} AS r WHERE organisation_id = r.organisation AND customer_id = "
                     "r.id",
                     rows);
    });
  return rows_count /
         std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Measurement measure_rotation() {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("patchbay-bench-" + std::string(crypto::random_hex(8).reveal()));
  std::filesystem::create_directories(folder);
  Measurement result{"rotate_rows_per_s", 0, "1/s", 0};
  {
    const auto store = store::open_store({.url = "sqlite://" + (folder / "b.db").string()}).value();
    const auto old_ring = crypto::KeyRing::generate("k1");
    const auto ring = old_ring.with(crypto::KeyRing::generate("k2"));
    fill(*store, old_ring);
    store->run_blocking(store::Access::write, [&](store::Session& session) {
      access::Reseal order;
      order.key = "k2";
      access::order_reseal(session, "o", order);
    });
    const auto begin = std::chrono::steady_clock::now();
    while (store->run_blocking(store::Access::write, [&](store::Session& session) {
      return access::reseal_slice(session, "k2", {columns, ring}, batch, {1});
    })) {
    }
    result.value = rows_count /
                   std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    result.limit = bare_updates_per_second(*store);
  }
  std::filesystem::remove_all(folder);
  return result;
}

}  // namespace

std::vector<Measurement> measure_vault() { return {measure_seal(), measure_rotation()}; }

}  // namespace patchbay::bench
