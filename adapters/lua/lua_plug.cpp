#include "adapters/lua/lua_plug.h"

#include <mutex>
#include <optional>

#include "adapters/lua/call_state.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/values.h"
#include "adapters/lua/vm.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t idle_max = 32;  // states kept for the next call

/// States of one script. Thread safe; a call owns its state until its outcome.
class VmPool {
 public:
  VmPool(Source source, const Limits& limits) : source_(std::move(source)), limits_(limits) {}

  Result<std::unique_ptr<Vm>> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto vm = std::move(idle_.back());
        idle_.pop_back();
        return vm;
      }
    }
    return Vm::load(source_, limits_, &add_call_library);
  }

  void put(std::unique_ptr<Vm> vm) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_max) idle_.push_back(std::move(vm));
  }

 private:
  const Source source_;
  const Limits limits_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Vm>> idle_;
};

class LuaConversation final : public Conversation {
 public:
  LuaConversation(std::shared_ptr<VmPool> pool, std::string origin, CallContext context,
                  boost::json::value request)
      : pool_(std::move(pool)), origin_(std::move(origin)), request_(std::move(request)) {
    state_.context = std::move(context);
  }

  Step resume(Reply reply) override {
    try {
      const auto state = std::holds_alternative<Begin>(reply) ? start() : go_on(reply);
      if (!state) return broken(state.error().message);
      if (*state == Run::State::suspended) return state_.pending;
      auto outcome = read_outcome(run_->thread());
      if (!outcome) return broken(origin_ + ": " + outcome.error().message);
      run_.reset();
      pool_->put(std::move(vm_));
      return std::move(*outcome);
    } catch (const std::exception& problem) {
      return broken(origin_ + ": " + problem.what());
    }
  }

 private:
  Result<Run::State> start() {
    auto vm = pool_->take();
    if (!vm) return vm.error();
    vm_ = std::move(*vm);
    run_.emplace(*vm_);
    vm_->fence().context = &state_;
    if (auto loaded = run_->run_chunk(); !loaded) return loaded;
    lua_State* thread = run_->thread();
    lua_settop(thread, 1);
    lua_getfield(thread, 1, "capabilities");
    lua_getfield(thread, -1, state_.context.capability.c_str());
    lua_rotate(thread, 1, 1);
    lua_settop(thread, 1);
    push_call(thread, state_);
    push_json(thread, request_);
    return run_->resume(2);
  }

  Result<Run::State> go_on(const Reply& reply) {
    if (!run_) return invalid(origin_ + ": the call has ended already");
    push_reply(run_->thread(), reply, state_);
    return run_->resume(1);
  }

  /// The state is not used again: nobody knows how the script left it.
  Outcome broken(const std::string& message) {
    run_.reset();
    vm_.reset();
    return state_.moved_value ? unknown(message) : rejected("script_error", message);
  }

  std::shared_ptr<VmPool> pool_;
  std::string origin_;
  boost::json::value request_;
  CallState state_;
  std::unique_ptr<Vm> vm_;
  std::optional<Run> run_;
};

/// Pushes the function that decodes webhooks of the manifest, which is the whole stack; else false.
bool push_decoder(lua_State* thread) {
  return lua_getfield(thread, 1, "webhook") == LUA_TTABLE &&
         lua_getfield(thread, -1, "decode") == LUA_TFUNCTION;
}

class LuaPlug final : public Plug {
 public:
  LuaPlug(std::shared_ptr<VmPool> pool, std::string origin, Manifest manifest)
      : pool_(std::move(pool)), origin_(std::move(origin)), manifest_(std::move(manifest)) {}

  const Manifest& manifest() const override { return manifest_; }
  const std::string& origin() const override { return origin_; }
  std::unique_ptr<Conversation> begin(CallContext context, boost::json::value request) override {
    return std::make_unique<LuaConversation>(pool_, origin_, std::move(context),
                                             std::move(request));
  }

  Result<boost::json::value> decode_webhook(const boost::json::value& webhook) override {
    auto vm = pool_->take();
    if (!vm) return vm.error();
    try {
      auto events = run_decoder(**vm, webhook);
      if (events) pool_->put(std::move(*vm));
      return events;
    } catch (const std::exception& problem) {
      return invalid(origin_ + ": " + problem.what());
    }
  }

 private:
  Result<boost::json::value> run_decoder(Vm& vm, const boost::json::value& webhook) {
    Run run(vm);
    vm.fence().context = nullptr;
    if (auto loaded = run.run_chunk(); !loaded) return loaded.error();
    lua_State* thread = run.thread();
    lua_settop(thread, 1);
    if (!push_decoder(thread)) return Plug::decode_webhook(webhook);
    lua_replace(thread, 1);
    lua_settop(thread, 1);
    push_json(thread, webhook);
    const auto state = run.resume(1);
    if (!state) return state.error();
    if (*state == Run::State::suspended)
      return invalid(origin_ + ": webhook.decode makes no calls; decode what came, no more");
    if (run.results() == 0) return boost::json::value(boost::json::array());
    return to_json(thread, 1);
  }

  std::shared_ptr<VmPool> pool_;
  std::string origin_;
  Manifest manifest_;
};

/// The names in `capabilities`, each of which must be a function. The manifest is the whole stack.
Result<boost::json::array> capability_names(lua_State* thread) {
  boost::json::array names;
  if (lua_getfield(thread, 1, "capabilities") != LUA_TTABLE)
    return invalid("\"capabilities\" must be a table of functions");
  lua_pushnil(thread);
  while (lua_next(thread, 2) != 0) {
    if (lua_type(thread, -2) != LUA_TSTRING || !lua_isfunction(thread, -1))
      return invalid("\"capabilities\" must name functions: { issue_voucher = issue_voucher }");
    names.push_back(boost::json::string(check_text(thread, -2)));
    lua_pop(thread, 1);
  }
  std::sort(names.begin(), names.end(),
            [](const auto& a, const auto& b) { return a.as_string() < b.as_string(); });
  lua_settop(thread, 1);
  return names;
}

Result<Manifest> read_manifest(Vm& vm) {
  Run run(vm);
  if (const auto state = run.run_chunk(); !state) return state.error();
  lua_settop(run.thread(), 1);
  if (!lua_istable(run.thread(), 1)) return invalid(vm.name() + ": must end with: return { … }");
  auto names = capability_names(run.thread());
  if (!names) return names.error().in(vm.name());
  const bool decodes = push_decoder(run.thread());
  lua_settop(run.thread(), 1);
  boost::json::value json = to_json(run.thread(), 1, Functions::skip);
  if (!json.is_object()) return invalid(vm.name() + ": must return names and values");
  auto& manifest = json.get_object();
  manifest["capabilities"] = std::move(*names);
  if (decodes) manifest["webhook"].get_object()["decode"] = true;
  for (const char* list : {"settings", "secrets", "settle"})  // {} is an object to JSON
    if (auto* value = manifest.if_contains(list);
        value && value->is_object() && value->get_object().empty())
      *value = boost::json::array();
  auto parsed = parse_manifest(manifest);
  if (!parsed) return parsed.error().in(vm.name());
  return parsed;
}

}  // namespace

Result<std::shared_ptr<Plug>> load_plug(const std::string& folder, const Limits& limits) {
  const std::string file = folder + "/partner.lua";
  auto source = read_source(file);
  if (!source) return source.error();
  auto pool = std::make_shared<VmPool>(std::move(*source), limits);
  auto vm = pool->take();
  if (!vm) return vm.error();
  try {
    auto manifest = read_manifest(**vm);
    if (!manifest) return manifest.error();
    pool->put(std::move(*vm));
    return std::shared_ptr<Plug>(
        std::make_shared<LuaPlug>(std::move(pool), file, std::move(*manifest)));
  } catch (const ErrorException& problem) {
    return problem.error().in(file);
  }
}

}  // namespace patchbay::adapters::lua
