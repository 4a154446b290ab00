#pragma once
// What a plug may ask for: pure checks of its steps.

#include <span>
#include <string>

#include "adapters/step.h"
#include "hub/base/field.h"

namespace patchbay::adapters {

/// Errors: invalid: a method, path or header field that would not be one HTTP request to the
/// partner.
Result<void> check_http_step(const HttpStep& step);

/// A plug reads what a setting of type path names, what the request names as "path", and what lies
/// under such a folder; nothing else of this machine.
/// Errors: refused, naming the path; invalid: a length of zero or above file_chunk_bytes_max.
Result<void> check_file_step(const ReadFileStep& step, std::span<const Field> fields,
                             const FieldValues& settings, const boost::json::value& request);

}  // namespace patchbay::adapters
