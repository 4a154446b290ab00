#pragma once
// The plugin's side of the C border; a plugin includes plugin.h.

#include <memory>

#include "border.h"
#include "call.h"
#include "sized.h"

namespace patchbay::sdk::border {

inline std::string text_of(patchbay_bytes bytes) {
  return bytes.size == 0 ? std::string() : std::string(bytes.data, bytes.size);
}
inline patchbay_bytes bytes_of(const std::string& text) { return {text.data(), text.size()}; }

inline Pairs pairs_of(const patchbay_pair* pairs, std::size_t count) {
  Pairs copied;
  for (std::size_t i = 0; i < count; ++i)
    copied.emplace_back(text_of(pairs[i].name), text_of(pairs[i].value));
  return copied;
}
inline std::map<std::string, std::string> map_of(const patchbay_pair* pairs, std::size_t count) {
  std::map<std::string, std::string> copied;
  for (auto& pair : pairs_of(pairs, count)) copied.insert(std::move(pair));
  return copied;
}

inline Outcome outcome_of(const patchbay_reply& reply) {
  // A hub of contract 1.0 gives none: then nobody knows.
  if (reply.outcome_kind < PATCHBAY_STEP_REJECTED || reply.outcome_kind > PATCHBAY_STEP_UNKNOWN)
    return unknown("the partner did not do what was asked");
  Outcome outcome{Outcome::Kind{static_cast<int>(reply.outcome_kind - PATCHBAY_STEP_SUCCEEDED)},
                  {},
                  text_of(reply.outcome_code),
                  text_of(reply.outcome_message),
                  {}};
  if (reply.outcome_wait_us >= 0)
    outcome.retry_after = std::chrono::microseconds(reply.outcome_wait_us);
  return outcome;
}

inline HttpReply response_of(const patchbay_reply& reply) {
  return {reply.status,
          pairs_of(reply.headers, reply.headers_count),
          text_of(reply.bytes),
          {},
          true,
          false,
          outcome_of(reply)};
}
inline HttpReply failure_of(const patchbay_reply& reply) {
  return {0,
          {},
          {},
          text_of(reply.bytes),
          reply.stage >= PATCHBAY_STAGE_SENT,
          reply.timed_out != 0,
          outcome_of(reply)};
}

inline Reply reply_of(const patchbay_reply& reply) {
  switch (reply.kind) {
    case PATCHBAY_REPLY_RESPONSE: return response_of(reply);
    case PATCHBAY_REPLY_HTTP_FAILURE: return failure_of(reply);
    case PATCHBAY_REPLY_FILE_CHUNK:
      return FileRead{text_of(reply.bytes), reply.end_of_file != 0, reply.file_size, std::nullopt};
    case PATCHBAY_REPLY_FILE_FAILURE: return FileRead{{}, true, 0, text_of(reply.bytes)};
    default: return Waited{};
  }
}

/// A conversation with everything that the steps it handed out point to.
class Session {
 public:
  explicit Session(Conversation conversation) : conversation_(std::move(conversation)) {}

  void resume(const patchbay_reply& reply, patchbay_step& out) {
    const Step& step = conversation_.resume(reply_of(reply));
    patchbay_step made{};
    std::visit([&](const auto& next) { write(next, made); }, step);
    hand_over(made, out);
  }

 private:
  void write(const HttpRequest& request, patchbay_step& out) {
    pairs_.clear();
    for (const auto& [name, value] : request.headers)
      pairs_.push_back({bytes_of(name), bytes_of(value)});
    out.kind = PATCHBAY_STEP_HTTP;
    out.text = bytes_of(request.method);
    out.path = bytes_of(request.path);
    out.headers = pairs_.data();
    out.headers_count = pairs_.size();
    out.bytes = bytes_of(request.body);
    out.moves_value = request.moves_value ? 1 : 0;
    out.nothing_done_on = request.nothing_done_on.data();
    out.nothing_done_count = request.nothing_done_on.size();
  }
  void write(const ReadFile& read, patchbay_step& out) {
    out.kind = PATCHBAY_STEP_READ_FILE;
    out.path = bytes_of(read.path);
    out.offset = read.offset;
    out.length_max = read.length_max;
  }
  void write(const Wait& wait, patchbay_step& out) {
    out.kind = PATCHBAY_STEP_WAIT;
    out.wait_us = wait.length.count();
  }
  void write(const Fault& fault, patchbay_step& out) {
    out.kind = PATCHBAY_STEP_FAULT;
    out.bytes = bytes_of(fault.message);
  }
  void write(const Outcome& outcome, patchbay_step& out) {
    out.kind = PATCHBAY_STEP_SUCCEEDED + static_cast<std::uint32_t>(outcome.kind);
    out.text = bytes_of(outcome.code);
    out.bytes = bytes_of(outcome.message);
    out.wait_us = outcome.retry_after ? outcome.retry_after->count() : -1;
    if (outcome.kind != Outcome::Kind::succeeded) return;
    result_json_ = boost::json::serialize(outcome.result);
    out.bytes = bytes_of(result_json_);
  }

  Conversation conversation_;
  std::vector<patchbay_pair> pairs_;
  std::string result_json_;
};

/// The coroutine of a capability that the plugin has no function for.
inline Conversation missing(Call call, boost::json::object) {
  co_return rejected("no_such_capability", "the plugin has no \"" + call.capability + "\"");
}

inline Conversation start(const Plugin& plugin, const patchbay_call& call) {
  Call told{text_of(call.capability),
            text_of(call.idempotency_key),
            map_of(call.settings, call.settings_count),
            call.now_us,
            map_of(call.secrets, call.secrets_count),
            {call.log, call.hub}};
  auto request = parse_json(text_of(call.request_json));
  const auto found = plugin.capabilities.find(told.capability);
  const Capability run = found == plugin.capabilities.end() ? missing : found->second;
  return run(std::move(told), std::move(request.as_object()));
}

inline boost::json::value json_or_null(const std::string& text) {
  try {
    return parse_json(text);
  } catch (const std::invalid_argument&) {
    return nullptr;
  }
}

/// Ends at its first turn, as every conversation does that asks for nothing.
inline Conversation decoding(Decoder decode, Webhook webhook) {
  co_return succeeded(decode(webhook));
}

/// The table of functions over `Make`'s plugin, which is made once.
template <Plugin (*Make)()>
struct Table {
  static const Plugin& plugin() {
    static const Plugin made = Make();
    return made;
  }
  static void* begin(const patchbay_call* call) noexcept {
    try {
      return std::make_unique<Session>(start(plugin(), taken(call))).release();
    } catch (...) {
      return nullptr;
    }
  }
  static void* decode(const patchbay_webhook* given) noexcept {
    try {
      const patchbay_webhook told = taken(given);
      Webhook webhook{
          text_of(told.type), text_of(told.id), text_of(told.body), {}, told.received_at_us};
      webhook.json = json_or_null(webhook.body);
      return std::make_unique<Session>(decoding(plugin().decode_webhook, std::move(webhook)))
          .release();
    } catch (...) {
      return nullptr;
    }
  }
  static void resume(void* conversation, const patchbay_reply* reply,
                     patchbay_step* step) noexcept {
    static const std::string no_memory = "the plugin could not hand over its step";
    try {
      static_cast<Session*>(conversation)->resume(taken(reply), *step);
    } catch (...) {
      step->kind = PATCHBAY_STEP_FAULT;
      step->bytes = bytes_of(no_memory);
    }
  }
  static void destroy(void* conversation) noexcept { delete static_cast<Session*>(conversation); }

  static const patchbay_plugin_v1* entry() noexcept {
    try {
      static const patchbay_plugin_v1 table{sizeof(patchbay_plugin_v1),
                                            bytes_of(plugin().manifest_json),
                                            begin,
                                            resume,
                                            destroy,
                                            plugin().decode_webhook ? decode : nullptr};
      return &table;
    } catch (...) {
      return nullptr;
    }
  }
};

}  // namespace patchbay::sdk::border

/// Exports a plugin: `make` is a function that returns an sdk::Plugin, called once.
#define PATCHBAY_PLUGIN(make)                                                                 \
  const patchbay_magic patchbay_plugin_magic{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR, \
                                             PATCHBAY_CONTRACT_MINOR, PATCHBAY_BUILD};        \
  const patchbay_plugin_v1* patchbay_plugin_entry_v1() {                                      \
    return patchbay::sdk::border::Table<make>::entry();                                       \
  }
