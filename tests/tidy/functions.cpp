#include <array>
#include <cctype>

#include "tests/tidy/checks.h"

namespace patchbay::tidy {
namespace {

// Braces that hold declarations, not statements.
constexpr std::array<std::string_view, 8> scope_words{
    "namespace", "inline namespace", "class", "struct", "union", "enum", "extern", "friend struct"};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

/// Without "template <…>", "public:" and the like in front.
std::string_view without_prefixes(std::string_view header) {
  for (bool changed = true; changed;) {
    changed = false;
    header = trimmed(header);
    for (const std::string_view label : {"public:", "private:", "protected:"})
      if (header.starts_with(label)) {
        header.remove_prefix(label.size());
        changed = true;
      }
    if (!is_word(header, 0, "template")) continue;
    int depth = 0;
    std::size_t at = header.find('<');
    for (; at < header.size(); ++at) {
      if (header[at] == '<') ++depth;
      if (header[at] == '>' && --depth == 0) break;
    }
    if (at >= header.size()) return header;
    header.remove_prefix(at + 1);
    changed = true;
  }
  return header;
}

enum class Brace { scope, function, other };

/// What a brace at scope level opens, from the text between it and the statement before it.
Brace kind_of(std::string_view text, bool after_brace) {
  const auto header = without_prefixes(text);
  for (const auto word : scope_words)
    if (is_word(header, 0, word)) return Brace::scope;
  // A constructor goes on after "member_{x}": with the next member or with its body.
  if (after_brace && (header.empty() || header.starts_with(','))) return Brace::function;
  // Tables and initialisers: "= {", "name{".
  const bool is_value = header.ends_with('=') || header.ends_with(',') || header.ends_with('(');
  if (is_value || header.find(')') == std::string_view::npos) return Brace::other;
  return Brace::function;
}

/// Walks the braces of one file and reports functions that are too long.
class Walker {
 public:
  explicit Walker(const SourceFile& file) : file_(file) {}

  Findings walk() {
    for (line_ = 0; line_ < file_.bare.size(); ++line_) {
      const std::string& text = file_.bare[line_];
      if (trimmed(text).starts_with('#')) continue;
      for (const char c : text) see(c);
      header_.push_back('\n');
    }
    return std::move(findings_);
  }

 private:
  void see(char c) {
    if (depth_inside_ > 0) return inside(c);
    if (c == '{') return open();
    if (c == '}' || c == ';') {
      header_.clear();
      after_brace_ = false;
      return;
    }
    header_.push_back(c);
  }

  void open() {
    const Brace kind = kind_of(header_, after_brace_);
    if (kind != Brace::scope) {
      depth_inside_ = 1;
      measured_ = kind == Brace::function;
      start_ = line_;
    }
    header_.clear();
    after_brace_ = false;
  }

  void inside(char c) {
    if (c == '{') ++depth_inside_;
    if (c != '}' || --depth_inside_ > 0) return;
    after_brace_ = true;
    const std::size_t lines = line_ - start_ + 1;
    if (measured_ && lines > function_lines_max)
      findings_.push_back({file_.path, start_ + 1,
                           "a function of " + std::to_string(lines) + " lines, at most " +
                               std::to_string(function_lines_max) +
                               " are allowed: give its parts names"});
  }

  const SourceFile& file_;
  Findings findings_;
  std::string header_;
  bool after_brace_ = false;
  bool measured_ = false;
  int depth_inside_ = 0;
  std::size_t line_ = 0;
  std::size_t start_ = 0;
};

}  // namespace

Findings check_function_length(const SourceFile& file) {
  if (!file.is_cpp()) return {};
  return Walker(file).walk();
}

}  // namespace patchbay::tidy
