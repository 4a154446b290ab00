#include "adapters/native/border_reply.h"

#include "adapters/native/border_text.h"
#include "adapters/native/taking.h"
#include "hub/http/json.h"

namespace patchbay::adapters::native {

struct ToBorder {
  BorderReply& made;
  const Asked& asked;
  patchbay_reply& out = made.reply_;

  void operator()(const Begin&) const { out.kind = PATCHBAY_REPLY_BEGIN; }
  void operator()(const Waited&) const { out.kind = PATCHBAY_REPLY_WAITED; }
  void operator()(const FileChunk& chunk) const {
    out.kind = PATCHBAY_REPLY_FILE_CHUNK;
    out.end_of_file = chunk.end_of_file ? 1 : 0;
    out.file_size = chunk.file_size;
    out.bytes = bytes_of(chunk.bytes);
  }
  void operator()(const FileFailure& failure) const {
    out.kind = PATCHBAY_REPLY_FILE_FAILURE;
    out.bytes = bytes_of(failure.message);
  }
  void operator()(const http::Exchange& exchange) const {
    std::visit(*this, exchange);
    const Outcome& outcome = made.outcome_ = meaning_of(exchange, asked);
    out.outcome_kind = PATCHBAY_STEP_SUCCEEDED + static_cast<std::uint32_t>(outcome.kind);
    out.outcome_code = bytes_of(outcome.code);
    out.outcome_message = bytes_of(outcome.message);
    out.outcome_wait_us = outcome.retry_after ? outcome.retry_after->count() : -1;
  }
  void operator()(const http::Failure& failure) const {
    static_assert(static_cast<int>(http::Stage::sent) == PATCHBAY_STAGE_SENT &&
                  static_cast<int>(http::Stage::partly_received) == PATCHBAY_STAGE_PARTLY_RECEIVED);
    out.kind = PATCHBAY_REPLY_HTTP_FAILURE;
    out.stage = static_cast<std::uint32_t>(failure.stage);
    out.timed_out = failure.timed_out ? 1 : 0;
    out.bytes = bytes_of(failure.message);
  }
  void operator()(const http::Response& response) const {
    out.kind = PATCHBAY_REPLY_RESPONSE;
    out.status = response.status;
    for (const auto& [name, value] : response.headers)
      made.headers_.push_back({bytes_of(name), bytes_of(value)});
    out.headers = made.headers_.data();
    out.headers_count = made.headers_.size();
    out.bytes = bytes_of(response.body);
  }
};

namespace {

static_assert(PATCHBAY_STEP_SUCCEEDED + static_cast<int>(OutcomeKind::rejected) ==
                  PATCHBAY_STEP_REJECTED &&
              PATCHBAY_STEP_SUCCEEDED + static_cast<int>(OutcomeKind::unknown) ==
                  PATCHBAY_STEP_UNKNOWN);

Outcome bad_answer(const std::string& origin, const std::string& why) {
  return rejected("bad_plug_answer", origin + ": " + why);
}

HttpStep http_step(const patchbay_step& step, Taking& taking) {
  return {taking.text("the method", step.text), taking.text("the path", step.path),
          taking.headers(step.headers, step.headers_count),
          taking.text("the body", step.bytes, body_bytes_max), step.moves_value != 0};
}

Outcome success(const patchbay_step& step, Taking& taking, const std::string& origin) {
  auto result = parse_json(taking.text("the result", step.bytes, body_bytes_max));
  if (!result) return bad_answer(origin, "the result is not JSON: " + result.error().message);
  return succeeded(*std::move(result));
}

Outcome try_later(const patchbay_step& step, Taking& taking) {
  const auto message = taking.text("the message", step.bytes);
  if (step.wait_us < 0) return retryable(message);
  return retryable(message, taking.time("when to try again", step.wait_us));
}

Step step_of(const patchbay_step& step, Taking& taking, const std::string& origin) {
  switch (step.kind) {
    case PATCHBAY_STEP_HTTP: return http_step(step, taking);
    case PATCHBAY_STEP_READ_FILE:
      return ReadFileStep{taking.text("the path", step.path), step.offset, step.length_max};
    case PATCHBAY_STEP_WAIT: return WaitStep{taking.time("a wait", step.wait_us)};
    case PATCHBAY_STEP_SUCCEEDED: return success(step, taking, origin);
    case PATCHBAY_STEP_REJECTED:
      return rejected(taking.text("the code", step.text), taking.text("the message", step.bytes));
    case PATCHBAY_STEP_RETRYABLE: return try_later(step, taking);
    case PATCHBAY_STEP_UNKNOWN: return unknown(taking.text("the message", step.bytes));
    case PATCHBAY_STEP_FAULT:
      return retryable(origin + ": the plugin failed: " + taking.text("its words", step.bytes));
    default: return bad_answer(origin, "step of unknown kind " + std::to_string(step.kind));
  }
}

}  // namespace

BorderReply::BorderReply(const Reply& reply, const Asked& asked) {
  reply_.struct_size = sizeof reply_;
  std::visit(ToBorder{*this, asked}, reply);
}

Taken from_border(const patchbay_step& step, const std::string& origin) {
  Taking taking;
  Taken taken{step_of(step, taking, origin), {}, step.kind == PATCHBAY_STEP_FAULT};
  if (step.kind == PATCHBAY_STEP_HTTP)
    taken.nothing_done_on = taking.statuses(step.nothing_done_on, step.nothing_done_count);
  if (!taking.problem().empty()) taken.step = bad_answer(origin, taking.problem());
  const auto* outcome = std::get_if<Outcome>(&taken.step);
  taken.broken = taken.broken || (outcome && outcome->code == "bad_plug_answer");
  return taken;
}

}  // namespace patchbay::adapters::native
