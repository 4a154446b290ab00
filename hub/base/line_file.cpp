#include "hub/base/line_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace patchbay {

Error LineFile::failure(const std::string& verb) const {
  const std::string why = std::error_code(errno, std::generic_category()).message();
  return unavailable(what_ + " " + file_ + " cannot be " + verb + ": " + why);
}

Result<std::unique_ptr<LineFile>> LineFile::open(std::string file, const std::string& what,
                                                 const Reader& read) {
  std::unique_ptr<LineFile> lines(new LineFile(std::move(file), what));
  constexpr mode_t for_the_owner = 0600;
  lines->descriptor_ =
      ::open(lines->file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, for_the_owner);
  if (lines->descriptor_ < 0) return lines->failure("opened");
  if (auto loaded = lines->load(read); !loaded) return loaded.error();
  return lines;
}

LineFile::~LineFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> LineFile::load(const Reader& read) {
  std::ifstream in(file_, std::ios::binary);
  off_t whole_bytes = 0;
  std::int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    if (in.eof()) break;  // no line end
    ++number;
    whole_bytes += static_cast<off_t>(line.size()) + 1;
    if (auto known = read(line); !known)
      return corrupt(file_ + ":" + std::to_string(number) + ": " + known.error().message);
  }
  if (::ftruncate(descriptor_, whole_bytes) != 0) return failure("cut");
  return {};
}

Result<void> LineFile::append(std::string line) {
  line += '\n';
  const auto end = ::lseek(descriptor_, 0, SEEK_END);
  const auto written = ::write(descriptor_, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return {};
  if (written >= 0) errno = ENOSPC;  // a part of it fitted
  const Error error = failure("written");
  // A part of a line must not stay before the next one.
  if (written > 0 && ::ftruncate(descriptor_, end) != 0) return failure("repaired");
  return error;
}

}  // namespace patchbay
