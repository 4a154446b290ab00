#include <algorithm>
#include <array>
#include <cctype>

#include "tests/tidy/checks.h"

namespace patchbay::tidy {
namespace {

// Written in two halves, so that this file passes its own check.
constexpr std::array<std::string_view, 4> marker_words{
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X",
    "HA"
    "CK"};
constexpr std::array<std::string_view, 2> machine_paths{
    "/wo"
    "rk/",
    "/tmp"
    "/w/"};

// Partners of the source documents; a partner's facts live in its script or plugin alone.
constexpr std::array<std::string_view, 8> partner_names{
    "woolworths", "coles", "agl", "opal", "myki", "energyaustralia", "energy_australia", "kmart"};

constexpr std::array<std::string_view, 6> sql_words{"SELECT ",      "INSERT INTO ", "DELETE FROM ",
                                                    "CREATE TABLE", "ALTER TABLE",  "ON CONFLICT"};

bool holds_sql(std::string_view line) {
  return std::any_of(sql_words.begin(), sql_words.end(), [&](std::string_view word) {
    return line.find(word) != std::string_view::npos;
  });
}

/// A word inside a C++ literal is data: one of them is a currency code of ISO 4217.
bool is_data(const SourceFile& file, std::size_t line, std::string_view word) {
  return has_word(file.code[line], word) && !has_word(file.bare[line], word);
}

/// Whether the parentheses of an if, while or switch of this line hold a co_await.
bool awaits_in_condition(std::string_view line) {
  for (const std::string_view word : {"if (", "while (", "switch ("}) {
    const auto start = line.find(word);
    if (start == std::string_view::npos) continue;
    int depth = 0;
    for (std::size_t i = start + word.size() - 1; i < line.size(); ++i) {
      if (line[i] == '(') ++depth;
      if (line[i] == ')' && --depth == 0) break;
      if (line.substr(i).starts_with("co_await ")) return true;
    }
  }
  return false;
}

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

Findings check_markers(const SourceFile& file) {
  Findings findings;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    for (const auto word : marker_words)
      if (has_word(file.lines[i], word) && !is_data(file, i, word))
        findings.push_back(
            {file.path, i + 1,
             "a left-over \"" + std::string(word) + "\"; do it now, or write it into the issue"});
    for (const auto path : machine_paths)
      if (file.lines[i].find(path) != std::string::npos)
        findings.push_back(
            {file.path, i + 1,
             "a path of one machine (" + std::string(path) + "…); make it relative or a setting"});
  }
  return findings;
}

Findings check_partner_names(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp() || file.is_test() || file.path.starts_with("plugins/")) return findings;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const std::string line = lowered(file.code[i]);
    for (const auto name : partner_names)
      if (has_word(line, name))
        findings.push_back({file.path, i + 1,
                            "the partner \"" + std::string(name) +
                                "\" is named in C++; say it in its script, plugin or settings"});
  }
  return findings;
}

Findings check_sql(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp() || file.is_test() || file.path.starts_with("hub/store/") ||
      file.path.ends_with("_store.cpp"))
    return findings;
  for (std::size_t i = 0; i < file.code.size(); ++i)
    if (holds_sql(file.code[i]))
      findings.push_back(
          {file.path, i + 1,
           "SQL outside hub/store and *_store.cpp; move it to the room's store file"});
  return findings;
}

Findings check_await(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp()) return findings;
  for (std::size_t i = 0; i < file.code.size(); ++i)
    if (awaits_in_condition(file.bare[i]))
      findings.push_back({file.path, i + 1,
                          "co_await inside a condition: GCC 12 miscompiles its temporaries into a "
                          "trap; name the result first"});
  return findings;
}

Findings check_pragma_once(const SourceFile& file) {
  if (!file.path.ends_with(".h")) return {};
  // A header of plain C guards itself with #ifndef.
  const bool guarded = std::any_of(file.lines.begin(), file.lines.end(), [](const auto& line) {
    return line == "#pragma once" || line.starts_with("#ifndef PATCHBAY_");
  });
  if (guarded) return {};
  return {{file.path, 1, "the header lacks #pragma once; put it into its first line"}};
}

}  // namespace patchbay::tidy
