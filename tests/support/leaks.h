#pragma once
// Looks for secrets where none may be.

#include <map>
#include <set>
#include <string>
#include <vector>

namespace patchbay::test {

class LeakCheck {
 public:
  /// Looked for as it is, in hex, in base64 (both alphabets, alone and as the end of "id:secret")
  /// and percent-encoded.
  void add(const std::string& name, const std::string& secret);
  std::size_t size() const { return forms_.size(); }

  /// "admin token in serve.log (base64)", one for each secret that stands in `text`.
  std::vector<std::string> find(const std::string& where, const std::string& text) const;
  /// The same in all files below a folder but those whose path, below it, begins with one of
  /// `except`. Throws when there is no file.
  std::vector<std::string> find_in(const std::string& folder,
                                   const std::set<std::string>& except) const;

 private:
  std::map<std::string, std::string> forms_;  ///< text -> "admin token (hex)"
};

/// What /proc says of a process and of those it started: command lines, environments, status.
std::string seen_of_process(int pid);

}  // namespace patchbay::test
