#pragma once
// Asks a running hub: by curl, which is not our software, or by raw bytes on a socket.

#include <map>
#include <string>
#include <vector>

namespace patchbay::test {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< lower-case names
  std::string body;
};

/// What curl got; status 0 when it got nothing. `more` are curl's own flags.
Answer curl(const std::string& url, const std::vector<std::string>& more = {});

/// Sends bytes to 127.0.0.1:port, reads until the peer closes or 5 s pass, and reads the first
/// answer.
Answer send_raw(int port, const std::string& bytes);

}  // namespace patchbay::test
