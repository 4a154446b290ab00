#include "adapters/lua/lua_plug.h"

#include "adapters/lua/call_state.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/lua_conversation.h"
#include "adapters/lua/values.h"

namespace patchbay::adapters::lua {
namespace {

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
    return make_conversation(pool_, {origin_, manifest_.on_error}, std::move(context),
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
    CallState state;
    state.origin = origin_;
    state.context.capability = "webhook.decode";
    vm.fence().context = &state;
    if (auto loaded = run.run_chunk(); !loaded) return loaded.error();
    lua_State* thread = run.thread();
    lua_settop(thread, 1);
    if (!push_decoder(thread)) return Plug::decode_webhook(webhook);
    lua_replace(thread, 1);
    lua_settop(thread, 1);
    push_json(thread, webhook);
    run.set_entry("webhook.decode");
    const auto ended = run.resume(1);
    if (!ended) return ended.error();
    if (*ended == Run::State::suspended)
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
  CallState at_load;
  at_load.origin = vm.name();
  vm.fence().context = &at_load;
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
  auto modules = read_modules(folder);
  if (!modules) return modules.error();
  auto pool = std::make_shared<VmPool>(std::move(*source), std::move(*modules), limits);
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
