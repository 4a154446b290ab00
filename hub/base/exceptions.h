#pragma once
// What a caught exception says.

#include <exception>
#include <string>

namespace patchbay {

/// For logs. `error` is not null.
std::string text_of_exception(const std::exception_ptr& error);

/// Whether it is an ErrorException of kind unavailable: what failed may be tried again later.
bool is_unavailable(const std::exception_ptr& error);

}  // namespace patchbay
