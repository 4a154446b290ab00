// Structs of another size than this build's: an older plugin with a newer hub, and the reverse.
#include <gtest/gtest.h>

#include <cstdlib>

#include "adapters/sdk/plugin.h"

namespace patchbay::sdk {
namespace {

/// A struct as the other side has it, in memory that really ends there; the sanitizers look on.
template <class Struct>
class Cut {
 public:
  Cut(Struct whole, std::size_t size) : memory_(std::calloc(1, size)) {
    whole.struct_size = static_cast<std::uint32_t>(size);
    std::memcpy(memory_, &whole, std::min(size, sizeof whole));
  }
  ~Cut() { std::free(memory_); }
  Cut(const Cut&) = delete;
  Struct* get() const { return static_cast<Struct*>(memory_); }

 private:
  void* memory_;
};

constexpr std::size_t call_1_0 = offsetof(patchbay_call, secrets);
constexpr std::size_t reply_1_0 = offsetof(patchbay_reply, outcome_kind);
constexpr std::size_t step_1_0 = offsetof(patchbay_step, nothing_done_on);

Conversation issue(Call call, boost::json::object) {
  call.log("a hub of 1.0 takes no lines");
  auto ask = post("/a");
  ask.nothing_done_on = {503};
  const auto reply = co_await call.http(ask);
  if (reply.status != 201) co_return reply.outcome;
  co_return succeeded({{"secrets", call.secrets.size()}});
}

Plugin make() { return {"{}", {{"issue", issue}}}; }
using Plug = border::Table<make>;

patchbay_call issuing() {
  patchbay_call call{};
  call.capability = {"issue", 5};
  call.request_json = {"{}", 2};
  return call;
}

struct End {
  std::uint32_t kind = 0;
  std::string words;
};

/// A plugin of today in a hub whose structs have these sizes.
End end_with(int status, std::size_t call_size, std::size_t reply_size, std::size_t step_size) {
  const Cut<patchbay_call> call(issuing(), call_size);
  void* conversation = Plug::begin(call.get());
  if (!conversation) return {};
  const Cut<patchbay_reply> first({}, reply_size);
  const Cut<patchbay_step> step({}, step_size);
  Plug::resume(conversation, first.get(), step.get());
  EXPECT_EQ(step.get()->kind, std::uint32_t{PATCHBAY_STEP_HTTP});
  EXPECT_EQ(step.get()->struct_size, step_size);
  patchbay_reply answered{};
  answered.kind = PATCHBAY_REPLY_RESPONSE;
  answered.status = status;
  const Cut<patchbay_reply> answer(answered, reply_size);
  Plug::resume(conversation, answer.get(), step.get());
  const End end{step.get()->kind, border::text_of(step.get()->bytes)};
  Plug::destroy(conversation);
  return end;
}

TEST(SizedStructs, ANewPluginWorksWithAHubOfContract1_0) {
  const auto end = end_with(201, call_1_0, reply_1_0, step_1_0);
  EXPECT_EQ(end.kind, std::uint32_t{PATCHBAY_STEP_SUCCEEDED});
  EXPECT_EQ(end.words, R"({"secrets":0})");
  EXPECT_EQ(end_with(500, call_1_0, reply_1_0, step_1_0).kind, std::uint32_t{PATCHBAY_STEP_UNKNOWN})
      << "without the hub's reading nobody knows";
}

TEST(SizedStructs, APluginWorksWithANewerHub) {
  constexpr std::size_t more = 64;  // members that this build does not know
  const auto end = end_with(201, sizeof(patchbay_call) + more, sizeof(patchbay_reply) + more,
                            sizeof(patchbay_step) + more);
  EXPECT_EQ(end.kind, std::uint32_t{PATCHBAY_STEP_SUCCEEDED});
}

}  // namespace
}  // namespace patchbay::sdk
