#include "tests/conformance/plug_faults.h"

namespace patchbay::adapters::conformance {
namespace {

using http::Exchange;
using http::Stage;

PartnerFault failure(const std::string& name, Harm harm, Stage stage, bool timed_out = false) {
  return {name, harm, [=](const Exchange&) {
            return http::Failure{stage, timed_out, "the wire broke"};
          }};
}

PartnerFault answer(const std::string& name, Harm harm, int status, const std::string& type,
                    const std::string& body) {
  return {name, harm, [=](const Exchange&) {
            http::Response response{status, {}, body};
            if (!type.empty()) response.headers.add("Content-Type", type);
            response.headers.add("Retry-After", "7");
            return response;
          }};
}

void add_nonsense(std::vector<PartnerFault>& faults) {
  const std::string html = "<html><body>We are down for maintenance</body></html>";
  const std::string deep(100'000, '[');
  const std::string huge = "{\"text\":\"" + std::string(7'000'000, 'x') + "\"}";
  for (const int status : {200, 201}) {
    const auto add = [&](const char* what, const char* type, const std::string& body) {
      faults.push_back(
          answer(std::to_string(status) + " with " + what, Harm::no_sense, status, type, body));
    };
    add("HTML", "text/html", html);
    add("HTML that calls itself JSON", "application/json", html);
    add("an empty body", "application/json", "");
    add("an empty body of no type", "", "");
    add("null", "application/json", "null");
    add("an empty object", "application/json", "{}");
    add("an empty list", "application/json", "[]");
    add("a text", "application/json", "\"done\"");
    add("a number", "application/json", "7");
    add("half an object", "application/json", "{\"id\": ");
    add("bytes that are no text", "application/json", std::string("\0\xff\xfe\x80", 4));
    add("brackets without end", "application/json", deep);
    add("a huge body", "application/json", huge);
  }
}

std::string wanted(const Outcome& outcome, const std::string& what) {
  return "wanted " + what + ", got " + name_of(outcome.kind) + " " + outcome.code + ": " +
         outcome.message;
}

}  // namespace

const std::vector<PartnerFault>& partner_faults() {
  static const std::vector<PartnerFault> all = [] {
    std::vector<PartnerFault> faults{
        failure("refused by the guard", Harm::never_sent, Stage::refused),
        failure("no such name", Harm::never_sent, Stage::resolve),
        failure("no connection", Harm::never_sent, Stage::connect),
        failure("no connection in time", Harm::never_sent, Stage::connect, true),
        failure("no TLS", Harm::never_sent, Stage::handshake),
        failure("cut after sending", Harm::cut_off, Stage::sent),
        failure("no answer in time", Harm::cut_off, Stage::sent, true),
        failure("cut in the answer", Harm::cut_off, Stage::partly_received),
        failure("half an answer in time", Harm::cut_off, Stage::partly_received, true),
        answer("429", Harm::nothing_done, 429, "application/json", "{}"),
        answer("429 with HTML", Harm::nothing_done, 429, "text/html", "<h1>slow down</h1>")};
    for (const int status : {500, 501, 502, 503, 504, 599})
      faults.push_back(
          answer(std::to_string(status), Harm::server_error, status, "text/html", "<h1>oops</h1>"));
    for (const int status : {400, 403, 409, 422})
      faults.push_back(
          answer(std::to_string(status), Harm::refusal, status, "text/html", "<h1>no</h1>"));
    add_nonsense(faults);
    faults.push_back({"the right answer as text/plain", Harm::other_type, [](Exchange exchange) {
                        if (auto* response = std::get_if<http::Response>(&exchange))
                          response->headers.set("Content-Type", "text/plain");
                        return exchange;
                      }});
    return faults;
  }();
  return all;
}

std::string misjudged(const Outcome& outcome, Harm harm, bool is_value, bool had_moved) {
  const auto is = [&](OutcomeKind kind) { return outcome.kind == kind; };
  const bool is_open = is(OutcomeKind::unknown) || is(OutcomeKind::retryable);
  if (had_moved && !is_value)
    return is(OutcomeKind::rejected) && harm != Harm::refusal
               ? wanted(outcome, "no rejection once value may have moved")
               : "";
  switch (harm) {
    case Harm::never_sent:
      return is(OutcomeKind::retryable) ? "" : wanted(outcome, "retryable: nothing was sent");
    case Harm::nothing_done: {
      const bool waits = outcome.retry_after && *outcome.retry_after == std::chrono::seconds(7);
      return is(OutcomeKind::retryable) && waits
                 ? ""
                 : wanted(outcome, "retryable after the seven seconds that were asked for");
    }
    case Harm::cut_off:
      if (is_value) return is(OutcomeKind::unknown) ? "" : wanted(outcome, "unknown");
      return is(OutcomeKind::retryable) ? "" : wanted(outcome, "retryable: it moves no value");
    case Harm::server_error:
      if (is_value) return is_open ? "" : wanted(outcome, "unknown or retryable");
      return is(OutcomeKind::retryable) ? "" : wanted(outcome, "retryable: it moves no value");
    case Harm::no_sense:
      if (is_value) return is(OutcomeKind::unknown) ? "" : wanted(outcome, "unknown");
      return is(OutcomeKind::succeeded) ? wanted(outcome, "no success out of nonsense") : "";
    case Harm::refusal:
      return is(OutcomeKind::succeeded) || (is_value && is(OutcomeKind::unknown))
                 ? wanted(outcome, "a refusal that is taken for one")
                 : "";
    case Harm::other_type: return "";
  }
  return "";
}

}  // namespace patchbay::adapters::conformance
