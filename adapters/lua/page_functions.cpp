// call:each and call:pages: iterators over a list that comes page by page, a step each.

#include <array>
#include <new>

#include "adapters/lua/call_state.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/link_header.h"
#include "adapters/lua/paging.h"
#include "adapters/lua/request_step.h"
#include "adapters/lua/values.h"
#include "adapters/lua/web_text.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

const char* const pager_mark = "patchbay.pager";
constexpr std::uint64_t pager_units = 2'000;  // it holds memory that Lua does not count

// Upvalues of an iterator.
constexpr int pager_at = 1, path_at = 2, options_at = 3, items_at = 4, position_at = 5, each_at = 6;

Pager& pager_of(lua_State* thread) {
  return *static_cast<Pager*>(lua_touserdata(thread, lua_upvalueindex(pager_at)));
}

int destroy_pager(lua_State* thread) {
  static_cast<Pager*>(lua_touserdata(thread, 1))->~Pager();
  return 0;
}

int take_page(lua_State* thread);
int page_came(lua_State* thread, int, lua_KContext) { return stepping<take_page>(thread); }

int ask_for_page(lua_State* thread) {
  const Pager& pager = pager_of(thread);
  auto& state = CallState::of(thread);
  WrittenRequest request =
      read_request(thread, "GET", lua_upvalueindex(path_at), lua_upvalueindex(options_at));
  HttpStep& step = request.step;
  if (step.moves_value) fail("a list is only read: moves_value does not fit");
  if (pager.link()) {
    const auto& settings = state.context.settings;
    const auto api_url = settings.find("api_url");
    step.path =
        path_of_link(*pager.link(), api_url == settings.end() ? "" : api_url->second, step.path)
            .value();
  } else if (const auto query = query_text(pager.query()).value(); !query.empty()) {
    step.path += (step.path.find('?') == std::string::npos ? '?' : '&') + query;
  }
  // It came from the partner's last answer.
  check_path(step.path).value();
  Fence::of(thread).charge_output(thread, step.path.size());
  state.nothing_done_on = std::move(request.nothing_done_on);
  return suspend(thread, std::move(step), &page_came);
}

/// Pushes what stands at "meta.next" of the table at `index`; nil where there is no such place.
void push_at(lua_State* thread, int index, std::string_view place) {
  lua_pushvalue(thread, index);
  if (place.empty()) return;
  for (const auto name : split(place, '.')) step_into(thread, name);
}

/// The text or number at a place of the answer's JSON, as text.
std::optional<std::string> text_at(lua_State* thread, int json, const std::string& place) {
  if (place.empty() || !lua_istable(thread, json)) return std::nullopt;
  push_at(thread, json, place);
  std::optional<std::string> text;
  if (lua_type(thread, -1) == LUA_TSTRING)
    text = check_text(thread, -1);
  else if (lua_isinteger(thread, -1))
    text = std::to_string(lua_tointeger(thread, -1));
  lua_pop(thread, 1);
  return text;
}

std::optional<std::int64_t> count_at(lua_State* thread, int json, const std::string& place) {
  const auto text = text_at(thread, json, place);
  if (!text || text->empty() || text->size() > 18 ||
      text->find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::stoll(*text);
}

std::optional<std::string> link_of(lua_State* thread, int reply) {
  lua_getfield(thread, reply, "headers");
  lua_getfield(thread, -1, "link");
  std::optional<std::string> link;
  if (lua_type(thread, -1) == LUA_TSTRING) {
    Fence::of(thread).charge(thread, lua_rawlen(thread, -1));
    link = next_link(check_text(thread, -1));
  }
  lua_pop(thread, 2);
  return link;
}

/// Ends the call with the reply's outcome unless it is a page.
void check_status(lua_State* thread, int reply) {
  lua_getfield(thread, reply, "status");
  const lua_Integer status = lua_tointeger(thread, -1);
  lua_pop(thread, 1);
  if (status == 200 || status == 206) return;
  lua_getfield(thread, reply, "outcome");
  lua_error(thread);
}

/// Takes note of the reply at the top, and replaces it by its items.
void note_page(lua_State* thread, int reply) {
  Pager& pager = pager_of(thread);
  const PageRule& rule = pager.rule();
  push_text(thread, "json");
  lua_rawget(thread, reply);
  const int json = lua_gettop(thread);
  push_at(thread, json, rule.items);
  const bool is_needed = lua_toboolean(thread, lua_upvalueindex(each_at)) != 0 ||
                         rule.by == PageStyle::page || rule.by == PageStyle::offset;
  if (!is_list(thread, -1) && is_needed)
    fail("the page has no list at " + (rule.items.empty() ? "its root" : "\"" + rule.items + "\"") +
         "; name its place: items = \"data.vouchers\"");
  PageFacts facts;
  if (is_list(thread, -1)) facts.items = static_cast<std::int64_t>(lua_rawlen(thread, -1));
  if (rule.by == PageStyle::cursor) facts.cursor = text_at(thread, json, rule.next);
  if (rule.by == PageStyle::link) facts.link = link_of(thread, reply);
  facts.total = count_at(thread, json, rule.total);
  pager.advance(facts).value();
}

/// The next item, or the next page when all of this one were given.
int next_item(lua_State* thread) {
  lua_Integer at = lua_tointeger(thread, lua_upvalueindex(position_at));
  if (lua_istable(thread, lua_upvalueindex(items_at)) &&
      lua_rawgeti(thread, lua_upvalueindex(items_at), ++at) != LUA_TNIL) {
    Fence::of(thread).charge(thread, 2);
    lua_pushinteger(thread, at);
    lua_replace(thread, lua_upvalueindex(position_at));
    return 1;
  }
  if (!pager_of(thread).finished()) return ask_for_page(thread);
  lua_pushnil(thread);
  return 1;
}

int take_page(lua_State* thread) {
  const int reply = lua_gettop(thread);
  check_status(thread, reply);
  note_page(thread, reply);
  if (lua_toboolean(thread, lua_upvalueindex(each_at)) == 0) {
    lua_pushvalue(thread, reply);
    return 1;
  }
  lua_replace(thread, lua_upvalueindex(items_at));
  lua_pushinteger(thread, 0);
  lua_replace(thread, lua_upvalueindex(position_at));
  lua_settop(thread, 0);
  return next_item(thread);
}

int next_page(lua_State* thread) {
  if (!pager_of(thread).finished()) return ask_for_page(thread);
  lua_pushnil(thread);
  return 1;
}

/// call:each(path, rule, options). Upvalue: whether items are wanted, not pages.
int iterate(lua_State* thread) {
  check_text(thread, 2);
  luaL_checktype(thread, 3, LUA_TTABLE);
  if (!lua_isnoneornil(thread, 4)) luaL_checktype(thread, 4, LUA_TTABLE);
  lua_settop(thread, 4);
  Fence::of(thread).charge(thread, pager_units);
  PageRule rule = read_page_rule(to_json(thread, 3)).value();
  new (lua_newuserdatauv(thread, sizeof(Pager), 0)) Pager(std::move(rule));
  luaL_setmetatable(thread, pager_mark);
  lua_pushvalue(thread, 2);
  lua_pushvalue(thread, 4);
  lua_pushnil(thread);
  lua_pushinteger(thread, 0);
  lua_pushvalue(thread, lua_upvalueindex(1));
  const bool each = lua_toboolean(thread, -1) != 0;
  lua_pushcclosure(thread, each ? &stepping<next_item> : &stepping<next_page>, 6);
  return 1;
}

}  // namespace

void add_page_methods(lua_State* state) {
  if (luaL_newmetatable(state, pager_mark) != 0) {
    lua_pushcfunction(state, &destroy_pager);
    lua_setfield(state, -2, "__gc");
  }
  lua_pop(state, 1);
  for (const auto& [name, each] :
       std::array<std::pair<const char*, bool>, 2>{{{"each", true}, {"pages", false}}}) {
    lua_pushboolean(state, each);
    lua_pushcclosure(state, &guarded<iterate>, 1);
    lua_setfield(state, -2, name);
  }
}

}  // namespace patchbay::adapters::lua
