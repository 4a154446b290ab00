// hash.sha256(text, form) and hmac.sha256(key, text, form), and their relatives. The code of an
// hmac is a text whatever its key was; the digest of a secret is a secret.

#include <array>

#include "adapters/lua/byte_forms.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/secret_value.h"
#include "hub/base/secret.h"
#include "hub/crypto/mac.h"
#include "hub/crypto/partner_digest.h"

namespace patchbay::adapters::lua {
namespace {

using crypto::MacHash;
using crypto::PartnerDigest;

constexpr std::uint64_t call_units = 500;

void charge(lua_State* thread, std::size_t bytes) {
  Fence::of(thread).charge(thread, call_units + bytes);  // MD5 without any help takes 3 ns a byte
}

ByteForm form_at(lua_State* thread, int index) {
  return parse_byte_form(text_or(thread, index, "hex")).value();
}

template <PartnerDigest kind>
int digest(lua_State* thread) {
  const Material material = check_material(thread, 1);
  const ByteForm form = form_at(thread, 2);
  charge(thread, material.text.size());
  const Secret text(write_bytes(crypto::partner_digest(kind, material.text), form));
  push_material(thread, text.reveal(), material.is_secret);
  return 1;
}

template <MacHash hash>
int hmac(lua_State* thread) {
  const Material key = check_material(thread, 1);
  const Material material = check_material(thread, 2);
  const ByteForm form = form_at(thread, 3);
  charge(thread, key.text.size() + material.text.size());
  const std::array parts{material.text};
  push_text(thread, write_bytes(crypto::MacKey(hash, key.text).code(parts), form));
  return 1;
}

}  // namespace

void add_digests(lua_State* state) {
  constexpr std::array digests{luaL_Reg{"md5", &guarded<digest<PartnerDigest::md5>>},
                               luaL_Reg{"sha1", &guarded<digest<PartnerDigest::sha1>>},
                               luaL_Reg{"sha256", &guarded<digest<PartnerDigest::sha256>>},
                               luaL_Reg{"sha384", &guarded<digest<PartnerDigest::sha384>>},
                               luaL_Reg{"sha512", &guarded<digest<PartnerDigest::sha512>>}};
  constexpr std::array codes{luaL_Reg{"sha1", &guarded<hmac<MacHash::sha1>>},
                             luaL_Reg{"sha256", &guarded<hmac<MacHash::sha256>>},
                             luaL_Reg{"sha384", &guarded<hmac<MacHash::sha384>>},
                             luaL_Reg{"sha512", &guarded<hmac<MacHash::sha512>>}};
  add_library(state, "hash", digests);
  add_library(state, "hmac", codes);
}

}  // namespace patchbay::adapters::lua
