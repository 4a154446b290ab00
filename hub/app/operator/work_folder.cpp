#include "hub/app/operator/work_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace patchbay::app {

WorkFolder::WorkFolder(std::string path) : folder_(std::move(path) + ".XXXXXX") {
  if (!::mkdtemp(folder_.data()))
    throw ErrorException(
        unavailable("no folder can be made beside it (" + folder_ + "): " + std::strerror(errno)));
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace patchbay::app
