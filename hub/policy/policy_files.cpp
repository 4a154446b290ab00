#include "hub/policy/policy_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t files_max = 200;
constexpr std::size_t name_bytes_max = 100;
constexpr std::size_t file_bytes_max = 256 * 1024;
constexpr std::size_t all_bytes_max = 2 * 1024 * 1024;

bool by_name(const PolicyFile& a, const PolicyFile& b) { return a.name < b.name; }

Error too_many(const std::string& where) {
  return invalid(where + " more than " + std::to_string(files_max) +
                 " .lua files; is it the right folder?");
}

Error too_long(const std::string& name) {
  return invalid(name + " is longer than " + std::to_string(file_bytes_max / 1024) +
                 " KiB; split it into several files");
}

Result<void> check_name(const std::string& name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
  if (plain && name.ends_with(".lua") && name.size() > 4 && name.size() <= name_bytes_max)
    return {};
  return invalid("\"" + clean_text(name, name_bytes_max) +
                 "\" is no name for a policy file; use letters, digits, '_', '-' and '.', ending "
                 "in .lua, at most " +
                 std::to_string(name_bytes_max) + " characters, no folder");
}

/// A store keeps UTF-8 without NUL, and so do we.
Result<void> check_text(const PolicyFile& file) {
  if (file.text.size() > file_bytes_max) return too_long(file.name);
  std::size_t line = 1;
  for (std::string_view rest = file.text; !rest.empty();) {
    const std::size_t bytes = character_bytes(rest);
    if (bytes == 0 || rest.front() == '\0')
      return invalid(file.name + ":" + std::to_string(line) +
                     ": this line holds bytes that are not UTF-8 text; save the file as UTF-8");
    line += rest.front() == '\n';
    rest.remove_prefix(bytes);
  }
  return {};
}

Result<PolicyFile> read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  // One byte more than allowed tells a file that is too long from one that just fits.
  std::string text(file_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || stream.gcount() < 0 || (!stream.eof() && stream.fail()))
    return not_found(path.string() + " cannot be read; check that it is there for this user");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > file_bytes_max) return too_long(path.string());
  return PolicyFile{path.filename().string(), std::move(text)};
}

}  // namespace

bool is_test(const PolicyFile& file) { return file.name.ends_with("_test.lua"); }

Result<std::vector<PolicyFile>> sorted_files(std::vector<PolicyFile> files) {
  if (files.size() > files_max) return too_many("there are");
  std::sort(files.begin(), files.end(), by_name);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (auto sound = check_name(files[i].name); !sound) return sound.error();
    if (i > 0 && files[i].name == files[i - 1].name)
      return invalid("there are two files named " + files[i].name + "; keep one");
    if (auto sound = check_text(files[i]); !sound) return sound.error();
    bytes += files[i].text.size();
  }
  if (bytes > all_bytes_max)
    return invalid("the files are longer than " + std::to_string(all_bytes_max / 1024 / 1024) +
                   " MiB together; take away what is no rule");
  return files;
}

Result<std::vector<PolicyFile>> read_policy_files(const std::string& folder) {
  std::error_code failure;
  std::filesystem::directory_iterator entries(folder, failure);
  if (failure)
    return not_found("the policy folder " + folder + " cannot be read: " + failure.message() +
                     "; create it or correct the setting");
  std::vector<PolicyFile> files;
  for (; entries != std::filesystem::directory_iterator(); entries.increment(failure)) {
    const std::filesystem::path path = entries->path();
    if (path.extension() == ".lua" && entries->is_regular_file(failure)) {
      auto file = read_file(path);
      if (!file) return file.error();
      files.push_back(std::move(*file));
    }
    if (files.size() > files_max) return too_many("the policy folder " + folder + " holds");
  }
  if (files.empty())
    return not_found("the policy folder " + folder +
                     " holds no .lua file; point the setting at the folder with the rules");
  auto sorted = sorted_files(std::move(files));
  return sorted ? std::move(sorted) : sorted.error().in(folder);
}

std::string hash_of(const std::vector<PolicyFile>& files) {
  std::vector<PolicyFile> sorted = files;
  std::sort(sorted.begin(), sorted.end(), by_name);
  // Lengths before contents: no other files have the same bytes.
  std::string bytes = "patchbay policy 1\n";
  for (const PolicyFile& file : sorted)
    bytes += std::to_string(file.name.size()) + " " + std::to_string(file.text.size()) + "\n" +
             file.name + file.text;
  return crypto::to_hex(crypto::sha256(bytes));
}

}  // namespace patchbay::policy
