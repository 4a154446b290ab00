#pragma once
// A folder that goes with the object.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace patchbay::bench {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "patchbay-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Writes aside and renames, as editors do.
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    const auto aside = file.parent_path() / ("." + file.filename().string());
    std::ofstream(aside, std::ios::binary) << text;
    std::filesystem::rename(aside, file);
    return file;
  }
  std::filesystem::path copy(const std::string& from, const std::string& name) const {
    std::ifstream in(from, std::ios::binary);
    return write(name, std::string(std::istreambuf_iterator<char>(in), {}));
  }

 private:
  std::filesystem::path path_;
};

}  // namespace patchbay::bench
