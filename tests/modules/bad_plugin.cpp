// A plugin without the SDK that does what none should: the setting "mode" says what.
#include <map>
#include <stdexcept>
#include <string>

#include "adapters/sdk/border.h"

namespace {

struct Badness {
  std::string mode;
  patchbay_pair field{{"X", 1}, {"y", 1}};
};

patchbay_bytes bytes_of(const char* text) { return {text, std::char_traits<char>::length(text)}; }

std::string mode_of(const patchbay_call& call) {
  for (std::size_t i = 0; i < call.settings_count; ++i)
    if (std::string(call.settings[i].name.data, call.settings[i].name.size) == "mode")
      return {call.settings[i].value.data, call.settings[i].value.size};
  return "";
}

void* begin(const patchbay_call* call) {
  const std::string mode = mode_of(*call);
  if (mode == "throw in begin") throw std::runtime_error("out of begin");
  if (mode == "null conversation") return nullptr;
  if (mode == "say much")
    for (int i = 0; i < 200; ++i)
      call->log(call->hub, 77,
                call->secrets_count ? call->secrets[0].value : bytes_of("\xff line"));
  if (mode == "say nothing at length") call->log(call->hub, 1, {nullptr, 1'000'000});
  return new Badness{mode};
}

using Way = void (*)(Badness&, patchbay_step&);
void succeed(patchbay_step& step, patchbay_bytes result) {
  step.kind = PATCHBAY_STEP_SUCCEEDED;
  step.bytes = result;
}

const std::map<std::string, Way> ways{
    {"throw a number", [](Badness&, patchbay_step&) { throw 7; }},
    {"throw an error", [](Badness&, patchbay_step&) { throw std::runtime_error("out of resume"); }},
    {"say nothing", [](Badness&, patchbay_step&) {}},
    {"unknown kind", [](Badness&, patchbay_step& step) { step.kind = 4'000'000'000; }},
    {"null result",
     [](Badness&, patchbay_step& step) {
       succeed(step, {nullptr, 10});
     }},
    {"huge result",
     [](Badness&, patchbay_step& step) {
       succeed(step, {"x", ~std::size_t{0}});
     }},
    {"broken UTF-8",
     [](Badness&, patchbay_step& step) { succeed(step, bytes_of("{\"a\":\"\xff\"}")); }},
    {"cut-off JSON", [](Badness&, patchbay_step& step) { succeed(step, bytes_of("{\"a\":")); }},
    {"no path", [](Badness&, patchbay_step& step) { step.kind = PATCHBAY_STEP_HTTP; }},
    {"null headers",
     [](Badness&, patchbay_step& step) {
       step.kind = PATCHBAY_STEP_HTTP;
       step.headers_count = 3;
     }},
    {"many headers",
     [](Badness& bad, patchbay_step& step) {
       step.kind = PATCHBAY_STEP_HTTP;
       step.headers = &bad.field;
       step.headers_count = 1'000'000;
     }},
    {"many statuses",
     [](Badness&, patchbay_step& step) {
       static const std::int32_t status = 503;
       step.kind = PATCHBAY_STEP_HTTP;
       step.nothing_done_on = &status;
       step.nothing_done_count = ~std::size_t{0};
     }},
    {"wait for ages",
     [](Badness&, patchbay_step& step) {
       step.kind = PATCHBAY_STEP_WAIT;
       step.wait_us = INT64_MAX;
     }},
    {"wait backwards",
     [](Badness&, patchbay_step& step) {
       step.kind = PATCHBAY_STEP_WAIT;
       step.wait_us = -5;
     }},
    {"reject in bytes",
     [](Badness&, patchbay_step& step) {
       step.kind = PATCHBAY_STEP_REJECTED;
       step.text = bytes_of("\xff\x01");
       step.bytes = bytes_of("caf\xe9");
     }},
    {"move, then throw",
     [](Badness& bad, patchbay_step& step) {
       bad.mode = "throw a number";
       step.kind = PATCHBAY_STEP_HTTP;
       step.text = bytes_of("POST");
       step.path = bytes_of("/credits");
       step.moves_value = 1;
     }},
    {"wait for ever", [](Badness&, patchbay_step& step) { step.kind = PATCHBAY_STEP_WAIT; }},
};

void resume(void* conversation, const patchbay_reply*, patchbay_step* step) {
  auto& bad = *static_cast<Badness*>(conversation);
  const auto way = ways.find(bad.mode);
  if (way == ways.end()) return succeed(*step, bytes_of("{}"));
  way->second(bad, *step);
}

void destroy(void* conversation) {
  auto* bad = static_cast<Badness*>(conversation);
  const bool throws = bad->mode == "throw in destroy";
  delete bad;
  if (throws) throw 8;
}

void* decode(const patchbay_webhook* webhook) {
  return new Badness{std::string(webhook->body.data, webhook->body.size)};
}

const std::string manifest = R"({"id": "bad", "name": "Bad", "kind": "utility", "version": "1.0.0",
  "capabilities": ["get_account"], "webhook": {"scheme": "standard"}})";

}  // namespace

const patchbay_magic patchbay_plugin_magic{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR,
                                           PATCHBAY_CONTRACT_MINOR, PATCHBAY_BUILD};

const patchbay_plugin_v1* patchbay_plugin_entry_v1() {
  static const patchbay_plugin_v1 table{sizeof(patchbay_plugin_v1),
                                        {manifest.data(), manifest.size()},
                                        begin,
                                        resume,
                                        destroy,
                                        decode};
  return &table;
}
