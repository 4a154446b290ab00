#pragma once
// Text that both databases take. Private to hub/store.

#include <string_view>

namespace patchbay::store {

/// Throws ErrorException (invalid) unless `text` is UTF-8 (RFC 3629) without NUL.
void check_text(std::string_view text);

}  // namespace patchbay::store
