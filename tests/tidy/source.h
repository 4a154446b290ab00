#pragma once
// The text files of the tree as the checks see them.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::tidy {

struct SourceFile {
  std::string path;                ///< from the root, "hub/base/id.cpp"
  std::vector<std::string> lines;  ///< as they stand, without line ends
  std::vector<std::string> code;   ///< C++: comments blanked; other files: as lines
  std::vector<std::string> bare;   ///< C++: comments and literals blanked; other files: as lines

  bool is_cpp() const;
  bool is_test() const { return path.starts_with("tests/"); }
};

/// Splits and blanks a text. Blanked characters become spaces, so that columns stay.
SourceFile make_source(std::string path, std::string_view text);

/// Every file of the tree that people write, in order of path. Build and data folders are left out.
std::vector<SourceFile> load_tree(const std::filesystem::path& root);

struct Finding {
  std::string path;
  std::size_t line = 0;  ///< from 1; 0 means the whole file or tree
  std::string what;      ///< what is wrong and what to do
};

/// "hub/base/id.cpp:7: …"
std::string to_text(const Finding& finding);

/// True where `word` stands in `text` from `at` on as a word of its own.
bool is_word(std::string_view text, std::size_t at, std::string_view word);
/// True when `word` stands anywhere in `text` as a word of its own.
bool has_word(std::string_view text, std::string_view word);

}  // namespace patchbay::tidy
