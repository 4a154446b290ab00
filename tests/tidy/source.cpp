#include "tests/tidy/source.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

#include "tests/tidy/blank.h"

namespace patchbay::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 11> top_folders{"hub",     "adapters", "webhooks", "plugins",
                                                       "scripts", "policies", "examples", "tests",
                                                       "cmake",   "docs",     "console"};
constexpr std::array<std::string_view, 13> endings{".cpp", ".h",   ".ipp",   ".lua", ".sql",
                                                   ".sh",  ".md",  ".cmake", ".txt", ".json",
                                                   ".ts",  ".css", ".html"};

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_read(const fs::path& path) {
  return std::find(endings.begin(), endings.end(), path.extension().string()) != endings.end();
}

SourceFile read_source(const fs::path& root, const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return make_source(path.lexically_relative(root).generic_string(), text);
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

}  // namespace

bool SourceFile::is_cpp() const {
  return path.ends_with(".cpp") || path.ends_with(".h") || path.ends_with(".ipp");
}

SourceFile make_source(std::string path, std::string_view text) {
  SourceFile source{std::move(path), split_lines(text), {}, {}};
  source.code = source.bare = source.lines;
  if (source.is_cpp()) {
    source.code = split_lines(blank(text, Blank::comments));
    source.bare = split_lines(blank(text, Blank::comments_and_literals));
  }
  return source;
}

std::vector<SourceFile> load_tree(const fs::path& root) {
  std::vector<SourceFile> tree;
  for (const auto& entry : fs::directory_iterator(root))
    if (entry.is_regular_file() && (is_read(entry.path()) || entry.path().filename() == "dev"))
      tree.push_back(read_source(root, entry.path()));
  for (const auto folder : top_folders) {
    if (!fs::is_directory(root / folder)) continue;
    auto walk = fs::recursive_directory_iterator(root / folder);
    for (auto at = begin(walk); at != end(walk); ++at) {
      if (at->is_directory() && at->path().filename() == "node_modules")
        at.disable_recursion_pending();
      else if (at->is_regular_file() && is_read(at->path()))
        tree.push_back(read_source(root, at->path()));
    }
  }
  std::sort(tree.begin(), tree.end(), [](auto& a, auto& b) { return a.path < b.path; });
  return tree;
}

std::string to_text(const Finding& finding) {
  std::string text = finding.path;
  if (finding.line > 0) text += ":" + std::to_string(finding.line);
  return text + ": " + finding.what;
}

bool is_word(std::string_view text, std::size_t at, std::string_view word) {
  if (text.substr(at, word.size()) != word) return false;
  const std::size_t end = at + word.size();
  return (at == 0 || !is_word_character(text[at - 1])) &&
         (end == text.size() || !is_word_character(text[end]));
}

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    if (is_word(text, at, word)) return true;
  return false;
}

}  // namespace patchbay::tidy
