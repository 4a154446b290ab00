#include "adapters/native/border_reply.h"

#include "adapters/native/border_text.h"
#include "hub/http/json.h"

namespace patchbay::adapters::native {
namespace {

constexpr std::size_t headers_max = 200;

struct ToBorder {
  patchbay_reply& out;
  std::vector<patchbay_pair>& headers;

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
  void operator()(const http::Exchange& exchange) const { std::visit(*this, exchange); }
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
      headers.push_back({bytes_of(name), bytes_of(value)});
    out.headers = headers.data();
    out.headers_count = headers.size();
    out.bytes = bytes_of(response.body);
  }
};

Step http_step(const patchbay_step& step, const std::string& origin) {
  HttpStep http{
      text_of(step.text), text_of(step.path), {}, text_of(step.bytes), step.moves_value != 0};
  if (step.headers_count > headers_max)
    return rejected("bad_plug_answer", origin + ": more than 200 header fields");
  for (std::size_t i = 0; i < step.headers_count; ++i)
    http.headers.add(text_of(step.headers[i].name), text_of(step.headers[i].value));
  return http;
}

Step success(const patchbay_step& step, const std::string& origin) {
  auto result = parse_json(step.bytes.size ? std::string_view(step.bytes.data, step.bytes.size)
                                           : std::string_view());
  if (!result)
    return rejected("bad_plug_answer",
                    origin + ": the result is not JSON: " + result.error().message);
  return succeeded(*std::move(result));
}

}  // namespace

patchbay_reply to_border(const Reply& reply, std::vector<patchbay_pair>& headers) {
  patchbay_reply out{};
  out.struct_size = sizeof out;
  std::visit(ToBorder{out, headers}, reply);
  return out;
}

Step from_border(const patchbay_step& step, const std::string& origin) {
  switch (step.kind) {
    case PATCHBAY_STEP_HTTP: return http_step(step, origin);
    case PATCHBAY_STEP_READ_FILE:
      return ReadFileStep{text_of(step.path), step.offset, step.length_max};
    case PATCHBAY_STEP_WAIT: return WaitStep{Duration(step.wait_us)};
    case PATCHBAY_STEP_SUCCEEDED: return success(step, origin);
    case PATCHBAY_STEP_REJECTED: return rejected(text_of(step.text), text_of(step.bytes));
    case PATCHBAY_STEP_RETRYABLE:
      return retryable(text_of(step.bytes),
                       step.wait_us < 0 ? std::nullopt : std::optional(Duration(step.wait_us)));
    case PATCHBAY_STEP_UNKNOWN: return unknown(text_of(step.bytes));
    case PATCHBAY_STEP_FAULT:
      return retryable(origin + ": the plugin failed: " + text_of(step.bytes));
    default:
      return rejected("bad_plug_answer",
                      origin + ": step of unknown kind " + std::to_string(step.kind));
  }
}

}  // namespace patchbay::adapters::native
