// base64 and hex, both ways. Of a secret comes a secret.

#include <array>

#include "adapters/lua/byte_forms.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/secret_value.h"
#include "hub/base/secret.h"

namespace patchbay::adapters::lua {
namespace {

/// The coders take the same time for all values, which is not the shortest: a unit a byte.
Material charged_material(lua_State* thread) {
  const Material material = check_material(thread, 1);
  Fence::of(thread).charge(thread, material.text.size());
  return material;
}

template <ByteForm form>
int encode(lua_State* thread) {
  const Material material = charged_material(thread);
  const Secret text(write_bytes(material.text, form));
  push_material(thread, text.reveal(), material.is_secret);
  return 1;
}

template <ByteForm form>
int decode(lua_State* thread) {
  const Material material = charged_material(thread);
  const Secret bytes(read_bytes(material.text, form).value());
  push_material(thread, bytes.reveal(), material.is_secret);
  return 1;
}

}  // namespace

void add_encodings(lua_State* state) {
  constexpr std::array base64{luaL_Reg{"encode", &guarded<encode<ByteForm::base64>>},
                              luaL_Reg{"decode", &guarded<decode<ByteForm::base64>>},
                              luaL_Reg{"url_encode", &guarded<encode<ByteForm::base64url>>},
                              luaL_Reg{"url_decode", &guarded<decode<ByteForm::base64url>>}};
  constexpr std::array hex{luaL_Reg{"encode", &guarded<encode<ByteForm::hex>>},
                           luaL_Reg{"decode", &guarded<decode<ByteForm::hex>>}};
  add_library(state, "base64", base64);
  add_library(state, "hex", hex);
}

}  // namespace patchbay::adapters::lua
