#pragma once
#include "adapters/step.h"

namespace patchbay::adapters {

/// Reads a part of a regular file. Blocks: for file threads. A FileFailure names path and reason.
Reply read_file_chunk(const ReadFileStep& step);

}  // namespace patchbay::adapters
