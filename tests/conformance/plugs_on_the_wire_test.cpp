// Every plug behind the hub's own caller: requests and results that break their schemas, every
// fault of a partner at every exchange, tokens that end in the middle.

#include <gtest/gtest.h>

#include "tests/conformance/live_partner.h"
#include "tests/conformance/plug_faults.h"
#include "tests/unit/adapters/caller_support.h"

namespace patchbay::adapters::conformance {
namespace {

using testing::FakeClient;
using testing::FakeTokens;

/// Counts how often the plug was begun, and may put another result in the place of a success.
class Spy final : public Plug {
 public:
  explicit Spy(std::shared_ptr<Plug> plug) : plug_(std::move(plug)) {}
  const Manifest& manifest() const override { return plug_->manifest(); }
  const std::string& origin() const override { return plug_->origin(); }
  std::unique_ptr<Conversation> begin(CallContext context, boost::json::value request) override {
    ++begun;
    return std::make_unique<Talk>(plug_->begin(std::move(context), std::move(request)), result);
  }
  std::atomic<int> begun = 0;
  std::optional<boost::json::value> result;  ///< instead of the plug's own

 private:
  class Talk final : public Conversation {
   public:
    Talk(std::unique_ptr<Conversation> talk, std::optional<boost::json::value> result)
        : talk_(std::move(talk)), result_(std::move(result)) {}
    Step resume(Reply reply) override {
      Step step = talk_->resume(std::move(reply));
      auto* outcome = std::get_if<Outcome>(&step);
      if (outcome && outcome->kind == OutcomeKind::succeeded && result_) outcome->result = *result_;
      return step;
    }

   private:
    std::unique_ptr<Conversation> talk_;
    std::optional<boost::json::value> result_;
  };
  std::shared_ptr<Plug> plug_;
};

class PlugsOnTheWire : public ::testing::TestWithParam<Subject> {
 protected:
  PlugsOnTheWire() : partner_(make_partner(GetParam())) {
    store::StoreOptions options;
    options.url = "sqlite://" + (folder_.path() / "hub.db").string();
    store_ = store::open_store(options).value();
    loops_ = http::start_loops(1);
    caller_ = make_caller(*store_, *loops_, tokens_, [this]() -> http::Client& { return client_; },
                          clock_, {});
    spy_ = std::make_shared<Spy>(partner_.plug);
    partner_.plug = spy_;
  }
  ~PlugsOnTheWire() override {
    caller_.reset();
    loops_->stop();
  }

  std::vector<Trial> all() const { return trials(GetParam(), *spy_); }
  bool moves_value(const Trial& trial) const {
    return capability_of(*spy_, trial.capability).moves_value;
  }

  Outcome run(const Trial& trial) {
    Call call;
    call.organisation = "org";
    call.partner = adapters::PartnerPtr(adapters::PartnerPtr(), &partner_);
    call.capability = trial.capability;
    call.idempotency_key = trial.key;
    call.reference = "rwd_1";
    call.request = trial.request;
    auto promise = std::make_shared<std::promise<Outcome>>();
    auto future = promise->get_future();
    spawn(loops_->at(0), "conformance", finish(*caller_, std::move(call), promise));
    return future.get();
  }
  static Async<void> finish(Caller& caller, Call call,
                            std::shared_ptr<std::promise<Outcome>> promise) {
    promise->set_value(co_await caller.call(std::move(call)));
  }

  /// The partner's own server answers, but the exchange of that number (from 0) as `instead` says.
  std::size_t answer_by(LivePartner& live, std::optional<std::size_t> number = std::nullopt,
                        const PartnerFault* fault = nullptr) {
    auto seen = std::make_shared<std::size_t>(0);
    client_.answer = [this, &live, number, fault, seen](const http::ClientRequest& request) {
      const std::string path = request.url.substr(api_url_of(partner_).size());
      const bool is_faulty = (*seen)++ == number && fault;
      // A partner that refuses has done nothing.
      if (is_faulty && fault->harm == Harm::refusal) return fault->instead(http::Response{});
      auto answered = live.answer(request.method, path, request.headers, request.body);
      return is_faulty ? fault->instead(answered) : answered;
    };
    return client_.sent().size();
  }
  /// Of one call that nothing disturbs: how it ends, and which of its requests move value.
  std::pair<Outcome, std::vector<bool>> undisturbed(const Trial& trial) {
    LivePartner live(GetParam());
    answer_by(live);
    auto outcome = run(trial);
    LivePartner again(GetParam());
    const auto played = play(*spy_, context_of(partner_, trial), trial.request, again.world());
    return {std::move(outcome), played.moves_value};
  }

  TemporaryFolder folder_;
  Partner partner_;
  std::shared_ptr<Spy> spy_;
  ManualClock clock_{{1'750'000'000'000'000}};
  FakeTokens tokens_;
  FakeClient client_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<Caller> caller_;
};
INSTANTIATE_TEST_SUITE_P(All, PlugsOnTheWire, ::testing::ValuesIn(subjects()),
                         [](const auto& each) { return each.param.name; });

TEST_P(PlugsOnTheWire, never_see_a_request_that_breaks_its_schema) {
  for (const auto& name : spy_->manifest().capabilities)
    for (const auto& bad : request_examples(capability_of(*spy_, name)).bad) {
      const auto outcome = run({name, "rwd_1", bad});
      EXPECT_EQ(outcome.kind, OutcomeKind::rejected) << name;
      EXPECT_EQ(outcome.code, "bad_request") << name;
    }
  EXPECT_EQ(spy_->begun, 0);
  EXPECT_TRUE(client_.sent().empty());
}

TEST_P(PlugsOnTheWire, results_that_break_their_schema_are_unknown_once_value_moved) {
  for (const auto& trial : all()) {
    SCOPED_TRACE(trial.capability);
    const auto [honest, values] = undisturbed(trial);
    if (honest.kind != OutcomeKind::succeeded) continue;
    const bool moved = std::find(values.begin(), values.end(), true) != values.end();
    for (const auto& bad : result_examples(capability_of(*spy_, trial.capability)).bad) {
      LivePartner live(GetParam());
      answer_by(live);
      spy_->result = bad;
      const auto outcome = run(trial);
      spy_->result.reset();
      EXPECT_EQ(outcome.kind, moved ? OutcomeKind::unknown : OutcomeKind::rejected);
      if (!moved) {
        EXPECT_EQ(outcome.code, "bad_result");
      }
      EXPECT_NE(outcome.message.find(trial.capability + " result"), std::string::npos);
    }
  }
}

TEST_P(PlugsOnTheWire, judge_every_fault_of_a_partner_rightly) {
  for (const auto& trial : all()) {
    const auto [honest, values] = undisturbed(trial);
    if (GetParam().sandbox.empty()) continue;
    for (std::size_t number = 0; number < values.size(); ++number)
      for (const auto& fault : partner_faults()) {
        SCOPED_TRACE(trial.capability + ", exchange " + std::to_string(number) + ": " + fault.name);
        LivePartner live(GetParam());
        answer_by(live, number, &fault);
        const auto outcome = run(trial);
        const bool had_moved =
            std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(number), true) !=
            values.begin() + static_cast<std::ptrdiff_t>(number);
        EXPECT_EQ(misjudged(outcome, fault.harm, values[number], had_moved), "");
        EXPECT_LE(outcome.message.size(), 500U);
        if (outcome.kind != OutcomeKind::succeeded) {
          EXPECT_FALSE(outcome.message.empty());
        }
      }
    LivePartner live(GetParam());
    answer_by(live);
    EXPECT_EQ(run(trial).kind, honest.kind) << "after all that the next call is as the first";
  }
}

TEST_P(PlugsOnTheWire, get_another_token_when_one_ends_in_the_middle) {
  if (!partner_.auth || !partner_.auth->token_settings()) GTEST_SKIP() << "it has no tokens";
  const PartnerFault expired{"the token ended", Harm::refusal, [](const http::Exchange&) {
                               return http::Response{401, {}, "{}"};
                             }};
  for (const auto& trial : all()) {
    SCOPED_TRACE(trial.capability);
    const auto [honest, values] = undisturbed(trial);
    for (std::size_t number = 0; number < values.size(); ++number) {
      LivePartner live(GetParam());
      const auto before = answer_by(live, number, &expired);
      const auto outcome = run(trial);
      EXPECT_EQ(outcome.kind, honest.kind) << outcome.message;
      EXPECT_EQ(outcome.result, honest.result);
      EXPECT_EQ(client_.sent().size() - before, values.size() + 1) << "one repeat";
    }
    client_.answer = [](const http::ClientRequest&) { return http::Response{401, {}, "{}"}; };
    const auto refused = run(trial);
    EXPECT_EQ(refused.kind, OutcomeKind::retryable) << refused.message;
  }
}

TEST_P(PlugsOnTheWire, issue_once_for_a_key_however_often_they_are_asked) {
  bool honours_keys = false;
  for (const auto& way : spy_->manifest().settle)
    honours_keys = honours_keys || way.way == SettleWay::repeat_same_key;
  if (!honours_keys) GTEST_SKIP() << "its partner honours no key";
  for (const auto& trial : all()) {
    if (!moves_value(trial) || GetParam().sandbox.empty()) continue;
    LivePartner live(GetParam());
    answer_by(live);
    const auto first = run(trial);
    EXPECT_EQ(run(trial).result, first.result) << trial.capability;
  }
}

}  // namespace
}  // namespace patchbay::adapters::conformance
