#pragma once
// A call to a plug is a conversation: the plug answers "what next?", the hub does it.

#include <cstdint>
#include <string>
#include <variant>

#include "adapters/outcome.h"
#include "hub/http/client.h"

namespace patchbay::adapters {

/// "Make this request." The hub adds authentication, the deadline and the user agent.
struct HttpStep {
  std::string method;
  std::string path;  ///< starts with '/', put behind the partner's api_url; already escaped
  http::Headers headers;
  std::string body;
  bool moves_value = false;  ///< a failure from stage `sent` on leaves the outcome unknown
};

/// "Read this part of a file." Short only at the end of the file. A plug may read what a setting of
/// type path or the request's "path" names, and what lies under such a folder.
constexpr std::uint32_t file_chunk_bytes_max = 4 * 1024 * 1024;
struct ReadFileStep {
  std::string path;
  std::uint64_t offset = 0;
  std::uint32_t length_max = 0;  ///< at most file_chunk_bytes_max
};

/// "Wait, then go on." At most the rest of the call's deadline.
struct WaitStep {
  Duration length{};
};

using Step = std::variant<HttpStep, ReadFileStep, WaitStep, Outcome>;

struct Begin {};
struct FileChunk {
  std::string bytes;
  bool end_of_file = false;
  std::uint64_t file_size = 0;  ///< of the whole file when it was read
};
struct FileFailure {
  std::string message;
};
struct Waited {};
/// What the step before gave. http::Exchange is a Response or a Failure with its stage.
using Reply = std::variant<Begin, http::Exchange, FileChunk, FileFailure, Waited>;

}  // namespace patchbay::adapters
