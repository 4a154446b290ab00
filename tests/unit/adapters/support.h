#pragma once
// Steps a plug through a call with files in memory: no sockets, no disk, no clock.

#include <map>
#include <string>
#include <vector>

#include "adapters/plug.h"

namespace patchbay::adapters::testing {

using Files = std::map<std::string, std::string>;

/// Answers one read step from `files`.
inline Reply read_from(const Files& files, const ReadFileStep& step) {
  const auto file = files.find(step.path);
  if (file == files.end()) return FileFailure{step.path + " cannot be read: No such file"};
  const std::string& bytes = file->second;
  const auto offset = std::min<std::size_t>(step.offset, bytes.size());
  FileChunk chunk{bytes.substr(offset, step.length_max), false, bytes.size()};
  chunk.end_of_file = offset + chunk.bytes.size() == bytes.size();
  return chunk;
}

/// Runs a call whose only steps read files. Anything else is answered by ending the test's call.
inline Outcome run_with_files(Plug& plug, const std::string& capability,
                              std::map<std::string, std::string> settings,
                              boost::json::value request, const Files& files) {
  CallContext context;
  context.capability = capability;
  context.settings = std::move(settings);
  auto conversation = plug.begin(std::move(context), std::move(request));
  Reply reply = Begin{};
  for (int i = 0; i < 1000; ++i) {
    Step step = conversation->resume(std::move(reply));
    if (auto* outcome = std::get_if<Outcome>(&step)) return *outcome;
    auto* read = std::get_if<ReadFileStep>(&step);
    if (!read) return rejected("test", "a step that reads no file");
    reply = read_from(files, *read);
  }
  return rejected("test", "too many steps");
}

}  // namespace patchbay::adapters::testing
