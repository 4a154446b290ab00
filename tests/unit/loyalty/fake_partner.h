#pragma once
// A partner whose answers are scripted, and a caller that gives them.

#include <deque>
#include <functional>
#include <mutex>

#include "adapters/caller.h"

namespace patchbay::loyalty::test {

class FakePlug final : public adapters::Plug {
 public:
  explicit FakePlug(adapters::Manifest manifest) : manifest_(std::move(manifest)) {}
  const adapters::Manifest& manifest() const override { return manifest_; }
  const std::string& origin() const override { return manifest_.id; }
  std::unique_ptr<adapters::Conversation> begin(adapters::CallContext,
                                                boost::json::value) override {
    return nullptr;
  }

 private:
  adapters::Manifest manifest_;
};

/// Gives its answers in turn. An answer may throw: the process dies in the middle of the call.
class ScriptedCaller final : public adapters::Caller {
 public:
  using Answer = std::function<adapters::Outcome(const adapters::Call&)>;

  Async<adapters::Outcome> call(adapters::Call call) override {
    calls.push_back(call);
    if (answers.empty())
      throw std::runtime_error("the script expects no call of " + call.capability);
    const Answer answer = std::move(answers.front());
    answers.pop_front();
    co_return answer(call);
  }
  void expect(adapters::Outcome outcome) {
    answers.push_back([outcome](const adapters::Call&) { return outcome; });
  }
  void expect_crash() {
    answers.push_back(
        [](const adapters::Call&) -> adapters::Outcome { throw std::runtime_error("killed"); });
  }

  std::deque<Answer> answers;
  std::vector<adapters::Call> calls;
};

}  // namespace patchbay::loyalty::test
