#pragma once
// The forms in which scripts write bytes down: raw, hex, base64, base64url.

#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

enum class ByteForm { raw, hex, base64, base64url };

/// Errors: invalid: another name, with the nearest.
Result<ByteForm> parse_byte_form(std::string_view name);
/// base64 is padded, base64url is not (RFC 4648 sections 4 and 5).
std::string write_bytes(std::string_view bytes, ByteForm form);
/// base64 with or without padding and line ends, base64url with or without padding, hex in any
/// case. Errors: invalid: other characters; nothing of the text is quoted.
Result<std::string> read_bytes(std::string_view text, ByteForm form);

}  // namespace patchbay::adapters::lua
