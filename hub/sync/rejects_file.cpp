#include "hub/sync/rejects_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace patchbay::sync {
namespace {

constexpr mode_t file_mode = 0600;  // rows may hold personal data
constexpr const char* header = "line,reason,row\n";

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string to_csv(std::span<const Reject> rejects) {
  std::string text;
  for (const auto& reject : rejects) {
    text += (reject.line > 0 ? std::to_string(reject.line) : std::string()) + "," +
            quoted(reject.reason) + "," + quoted(reject.row) + "\n";
  }
  return text;
}

/// Closes when it goes.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

bool write_all(int file, const std::string& text, std::int64_t offset) {
  std::size_t done = 0;
  while (done < text.size()) {
    const auto written = ::pwrite(file, text.data() + done, text.size() - done,
                                  offset + static_cast<std::int64_t>(done));
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

Result<std::int64_t> append_rejects(const std::string& file, std::int64_t length,
                                    std::span<const Reject> rejects) {
  const auto failure = [&](const char* what) {
    const std::string why = std::error_code(errno, std::generic_category()).message();
    return unavailable(file + ": cannot " + what + " the rejects file: " + why);
  };
  const int create = rejects.empty() ? 0 : O_CREAT;
  const Descriptor open{::open(file.c_str(), O_RDWR | create | O_CLOEXEC, file_mode)};
  if (open.number < 0) {
    if (rejects.empty() && errno == ENOENT) return std::int64_t{0};
    return failure("open");
  }
  struct stat status {};
  if (::fstat(open.number, &status) != 0) return failure("look at");
  const std::int64_t kept = std::min<std::int64_t>(length, status.st_size);
  if (status.st_size > kept && ::ftruncate(open.number, kept) != 0) return failure("cut");
  if (rejects.empty()) return kept;
  const std::string text = (kept == 0 ? header : "") + to_csv(rejects);
  if (!write_all(open.number, text, kept)) return failure("write to");
  if (::fdatasync(open.number) != 0) return failure("flush");
  return kept + static_cast<std::int64_t>(text.size());
}

}  // namespace patchbay::sync
