// Any text as the declaration of a scheme: refused with a reason, or sound enough to verify with.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "webhooks/verifier.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace patchbay;
  using namespace patchbay::webhooks;
  const std::string text(reinterpret_cast<const char*>(data), size);
  auto scheme = parse_scheme_text(text);
  if (!scheme) {
    if (scheme.error().message.empty()) std::abort();
    return 0;
  }
  const Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const std::string header = scheme->header;
  const auto verifier = Verifier::make(*std::move(scheme), {&secret, 1});
  if (!verifier) return 0;
  http::Headers headers;
  headers.add(header, "v1=00,t=1700000000");
  headers.add("Content-Type", "application/x-www-form-urlencoded");
  const auto found = verifier->verify(
      {"POST", "https://hub.example/webhooks/a", headers, text, {1'700'000'000'000'000}});
  if (std::holds_alternative<Accepted>(found)) std::abort();
  return 0;
}
