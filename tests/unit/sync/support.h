#pragma once
// Partners without plugs and a caller that answers from a list.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <deque>
#include <functional>
#include <mutex>

#include "adapters/caller.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"

namespace patchbay::sync::test {

inline const OrganisationId organisation = "acme";
constexpr Timestamp start{1'700'000'000'000'000};

/// Only a manifest; never called, as the caller is a fake.
class ManifestPlug final : public adapters::Plug {
 public:
  explicit ManifestPlug(adapters::Manifest manifest) : manifest_(std::move(manifest)) {}
  const adapters::Manifest& manifest() const override { return manifest_; }
  const std::string& origin() const override { return origin_; }
  std::unique_ptr<adapters::Conversation> begin(adapters::CallContext,
                                                boost::json::value) override {
    return nullptr;
  }

 private:
  adapters::Manifest manifest_;
  std::string origin_ = "tests/fake";
};

inline adapters::Partner partner(const std::string& id, const std::string& kind,
                                 std::vector<std::string> capabilities,
                                 std::vector<adapters::Settle> settle = {}) {
  adapters::Manifest manifest;
  manifest.id = id;
  manifest.kind = kind;
  manifest.capabilities = std::move(capabilities);
  manifest.settle = std::move(settle);
  adapters::Partner made;
  made.id = id;
  made.plug = std::make_shared<ManifestPlug>(std::move(manifest));
  return made;
}

/// Answers each call by a function; keeps the calls.
class FakeCaller final : public adapters::Caller {
 public:
  using Answer = std::function<adapters::Outcome(const adapters::Call&)>;
  explicit FakeCaller(Answer answer) : answer_(std::move(answer)) {}
  Async<adapters::Outcome> call(adapters::Call call) override {
    calls.push_back(call);
    co_return answer_(calls.back());
  }
  std::vector<adapters::Call> calls;

 private:
  Answer answer_;
};

template <class T>
Async<std::optional<T>> boxed(Async<T> work) {
  co_return co_await std::move(work);
}
/// co_spawn wants a type with a default; Result has none.
template <class T>
T run_boxed(const Executor& executor, Async<T> work) {
  return std::move(*run_on(executor, boxed(std::move(work))));
}

/// Retries without waiting.
inline const jobs::RetryPolicy at_once{3, Duration(0), Duration(0)};

}  // namespace patchbay::sync::test
