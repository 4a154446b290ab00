// Webhook signatures against one raw HMAC-SHA256 over the same bytes (OpenSSL).
#include <benchmark/benchmark.h>
#include <openssl/hmac.h>

#include "hub/crypto/system_random.h"
#include "tests/bench/report.h"
#include "webhooks/standard.h"

namespace patchbay::bench {
namespace {

constexpr std::int64_t sent_at = 1'700'000'000;
const std::string id = "evt_01HF0000000000000000000000";

Secret raw_key() { return *webhooks::decode_secret(webhooks::new_secret()); }
std::string body_of(const benchmark::State& state) {
  return std::string(static_cast<std::size_t>(state.range(0)), 'x');
}

void sign(benchmark::State& state) {
  const Secret key = raw_key();
  const std::string body = body_of(state);
  for (auto step : state) benchmark::DoNotOptimize(webhooks::sign(key, id, sent_at, body));
  state.SetItemsProcessed(state.iterations());
}

void verify(benchmark::State& state) {
  const Secret key = raw_key();
  const std::string body = body_of(state);
  http::Headers headers;
  headers.add("webhook-id", id);
  headers.add("webhook-timestamp", std::to_string(sent_at));
  headers.add("webhook-signature", webhooks::sign(key, id, sent_at, body));
  const Timestamp now{sent_at * 1'000'000};
  for (auto step : state)
    if (!webhooks::verify(key, headers, body, now)) state.SkipWithError("a good one was refused");
  state.SetItemsProcessed(state.iterations());
}

void raw_hmac(benchmark::State& state) {
  const Secret key = raw_key();
  const std::string text = id + "." + std::to_string(sent_at) + "." + body_of(state);
  unsigned char digest[EVP_MAX_MD_SIZE];
  for (auto step : state) {
    unsigned length = 0;
    benchmark::DoNotOptimize(
        HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &length));
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(sign)->Name("sign 1 KiB")->Arg(1024);
BENCHMARK(raw_hmac)->Name("sign 1 KiB/limit")->Arg(1024);
BENCHMARK(verify)->Name("verify 1 KiB")->Arg(1024);
BENCHMARK(raw_hmac)->Name("verify 1 KiB/limit")->Arg(1024);
BENCHMARK(sign)->Name("sign 64 KiB")->Arg(64 * 1024);
BENCHMARK(raw_hmac)->Name("sign 64 KiB/limit")->Arg(64 * 1024);

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const std::string file = json_file_of(argc, argv);
  return report("sign", run_pairs(), file);
}
