#include "hub/app/operator/trial_report.h"

#include <boost/json/serialize.hpp>

#include "adapters/case_json.h"
#include "adapters/pretty_json.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t shown_bytes_max = 8 * 1024;  // of a body or a result

/// With one digit behind the point: "3.2".
std::string ms_text(Duration length) {
  const auto tenths = length.count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string indented(const std::string& text) {
  std::string lines;
  for (const auto line : split(trim(text), '\n')) lines += "     " + std::string(line) + "\n";
  return lines;
}

/// What a step or a reply holds besides its first line.
std::string content_text(const object& content) {
  std::string text;
  if (const auto* headers = content.if_contains("headers"))
    for (const auto& [name, words] : headers->as_object())
      text += std::string(name) + ": " + std::string(words.as_string()) + "\n";
  if (const auto* json = content.if_contains("json")) text += adapters::pretty_json(*json);
  for (const char* body : {"body", "body_base64"})
    if (const auto* bytes = content.if_contains(body))
      text += std::string(bytes->as_string()) + "\n";
  return text.empty() ? text : indented(clean_text(text, shown_bytes_max));
}

std::string step_text(const object& step) {
  if (const auto* path = step.if_contains("read_file"))
    return "read " + std::string(path->as_string()) + "\n";
  if (const auto* wait = step.if_contains("wait_ms"))
    return "wait " + boost::json::serialize(*wait) + " ms\n";
  const bool moves_value = step.at("moves_value").as_bool();
  return std::string(step.at("method").as_string()) + " " +
         std::string(step.at("path").as_string()) + (moves_value ? "   (moves value)" : "") + "\n" +
         content_text(step);
}

std::string reply_text(const object& reply) {
  if (const auto* response = reply.if_contains("response"))
    return boost::json::serialize(response->at("status"));
  if (const auto* failure = reply.if_contains("failure"))
    return "no answer: failed at " + std::string(failure->at("stage").as_string()) + ", " +
           std::string(failure->at("message").as_string());
  if (const auto* why = reply.if_contains("file_failure"))
    return "not read: " + std::string(why->as_string());
  return reply.contains("chunk") ? "read" : "waited";
}

std::string reply_content(const object& reply) {
  const auto* response = reply.if_contains("response");
  return response ? content_text(response->as_object()) : std::string();
}

object scrubbed(const object& json, const adapters::Scrubber& scrubber) {
  return scrubber.scrub(json).as_object();
}

}  // namespace

std::string trial_text(const Tried& tried, const std::string& place,
                       const adapters::Scrubber& scrubber) {
  const auto& call = tried.call;
  const std::string& key = call.context.idempotency_key;
  std::string text =
      call.context.capability + " at " + place + (key.empty() ? "" : ", key " + key) + "\n\n";
  for (std::size_t i = 0; i < call.turns.size(); ++i) {
    const auto& turn = call.turns[i];
    const object reply = scrubbed(adapters::case_reply(turn.reply), scrubber);
    text += std::to_string(i + 1) + "  " +
            step_text(scrubbed(adapters::case_step(turn.step), scrubber)) + "  -> " +
            reply_text(reply) + " in " + ms_text(turn.took) + " ms\n" + reply_content(reply) + "\n";
  }
  if (call.unanswered)
    text += std::to_string(call.turns.size() + 1) + "  " +
            step_text(scrubbed(adapters::case_step(*call.unanswered), scrubber)) +
            "  -> the hub ended the call here\n\n";
  const object outcome = scrubbed(adapters::case_outcome(tried.outcome), scrubber);
  text += std::string(name_of(tried.outcome.kind)) + " in " + ms_text(tried.took) + " ms\n";
  if (const auto* result = outcome.if_contains("result"))
    return text + indented(clean_text(adapters::pretty_json(*result), shown_bytes_max));
  for (const char* words : {"code", "message", "retry_after_ms"})
    if (const auto* said = outcome.if_contains(words))
      text +=
          "     " + std::string(words) + ": " +
          (said->is_string() ? std::string(said->get_string()) : boost::json::serialize(*said)) +
          "\n";
  return text;
}

object trial_json(const Tried& tried, const std::string& place,
                  const adapters::Scrubber& scrubber) {
  boost::json::array steps;
  for (const auto& turn : tried.call.turns)
    steps.push_back(object{{"step", scrubber.scrub(adapters::case_step(turn.step))},
                           {"reply", scrubber.scrub(adapters::case_reply(turn.reply))},
                           {"ms", turn.took.count() / 1000}});
  return {{"capability", tried.call.context.capability},
          {"key", tried.call.context.idempotency_key},
          {"place", place},
          {"steps", std::move(steps)},
          {"outcome", scrubber.scrub(adapters::case_outcome(tried.outcome))},
          {"ms", tried.took.count() / 1000}};
}

}  // namespace patchbay::app
