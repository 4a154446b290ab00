#pragma once
// Steps Lua plugs by hand: a body of a capability, and what it is answered.

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/lua/lua_plug.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {

/// A transport partner in `folder` whose one capability is `body`, from line 2 on; `extra` are more
/// fields of its manifest.
inline Result<std::shared_ptr<Plug>> plug_with(const ScratchFolder& folder, const std::string& body,
                                               const std::string& extra = "",
                                               const std::string& before = "") {
  folder.write("plug/partner.lua",
               before + "local function top_up(call, request)\n" + body +
                   "\nend\nreturn { id = \"x\", name = \"X\", kind = \"transport\", version = "
                   "\"1\", settings = {}, " +
                   extra + " capabilities = { top_up = top_up } }");
  return load_plug((folder.path() / "plug").string());
}

inline CallContext call_context() {
  CallContext context;
  context.capability = "top_up";
  context.idempotency_key = "key-1";
  context.settings["api_url"] = "https://partner.example/v1";
  context.now = Timestamp{1'793'000'000'000'000};
  return context;
}

inline Reply answered(int status, const std::string& body, const std::string& type,
                      const std::string& link = "") {
  http::Response response{status, {}, body};
  response.headers.add("Content-Type", type);
  if (!link.empty()) response.headers.add("Link", link);
  return http::Exchange(std::move(response));
}
inline Reply json_answer(const std::string& body, int status = 200) {
  return answered(status, body, "application/json");
}

/// One call, from its first step on.
class SteppedCall {
 public:
  explicit SteppedCall(const std::string& body, const std::string& extra = "",
                       CallContext context = call_context(), const std::string& before = "") {
    auto plug = plug_with(folder_, body, extra, before);
    if (!plug) {
      step_ = rejected("load", plug.error().message);
      return;
    }
    conversation_ = (*plug)->begin(std::move(context), boost::json::object());
    step_ = conversation_->resume(Begin{});
  }

  void answer(Reply reply) { step_ = conversation_->resume(std::move(reply)); }

  bool is_request() const { return std::holds_alternative<HttpStep>(step_); }
  /// The pending request; an empty one when there is none.
  HttpStep request() const { return is_request() ? std::get<HttpStep>(step_) : HttpStep{}; }
  /// "succeeded {…}", "rejected code: message", "retryable message", "a step".
  std::string end() const {
    const auto* outcome = std::get_if<Outcome>(&step_);
    if (!outcome) return "a step";
    std::string text = name_of(outcome->kind);
    if (outcome->kind == OutcomeKind::succeeded)
      return text + " " + boost::json::serialize(outcome->result);
    if (!outcome->code.empty()) text += " " + outcome->code + ":";
    return text + " " + outcome->message;
  }

 private:
  ScratchFolder folder_;
  std::unique_ptr<Conversation> conversation_;
  Step step_;
};

/// What `return succeeded { value = <expression> }` gives, as JSON, or how else the call ended.
inline std::string value_of(const std::string& expression, CallContext context = call_context()) {
  const std::string end =
      SteppedCall("return succeeded { value = " + expression + " }", "", std::move(context)).end();
  const std::string start = "succeeded {\"value\":";
  if (!end.starts_with(start)) return end == "succeeded {}" ? "nil" : end;
  return end.substr(start.size(), end.size() - start.size() - 1);
}

}  // namespace patchbay::adapters::lua
