#include "hub/app/key_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "hub/app/files.h"
#include "hub/app/program_output.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr const char* file_setting = "security.key_file";
constexpr const char* command_setting = "security.key_command";

Result<crypto::KeyRing> parse_variable(const Secret& text) {
  // One key alone has no blank; a ring is lines or pieces "<id> <key>".
  const auto trimmed = trim(text.reveal());
  return trimmed.find(' ') == std::string_view::npos ? crypto::KeyRing::from_hex_key(text)
                                                     : crypto::KeyRing::parse(trimmed);
}

Result<crypto::KeyRing> read_command(const std::vector<std::string>& words) {
  const auto output = output_of(words);
  if (!output) return output.error();
  return crypto::KeyRing::parse(output->reveal());
}

Result<crypto::KeyRing> read_key_file(const std::string& file) {
  auto text = read_file(file);
  if (!text) return text.error();
  const Secret wiped(std::move(*text));
  return crypto::KeyRing::parse(wiped.reveal());
}

}  // namespace

Result<KeySource> find_key_source(const FieldValues& values, const Secret& variable) {
  KeySource source;
  source.file = values.text(file_setting);
  source.text = variable;
  for (const auto word : split(values.text(command_setting), ' '))
    if (!word.empty()) source.command.emplace_back(word);
  std::vector<std::string> given;
  if (!source.file.empty()) given.emplace_back(file_setting);
  if (!source.text.empty()) given.emplace_back("ENCRYPTION_KEY");
  if (!source.command.empty()) given.emplace_back(command_setting);
  if (given.size() > 1) return invalid(join(given, " and ") + " are both given; give only one");
  if (!source.file.empty()) source.kind = KeySource::Kind::file;
  if (!source.text.empty()) source.kind = KeySource::Kind::environment;
  if (!source.command.empty()) source.kind = KeySource::Kind::command;
  return source;
}

Result<crypto::KeyRing> read_ring(const KeySource& source) {
  const auto in = [](Result<crypto::KeyRing> ring, const std::string& where) {
    return ring ? std::move(ring) : Result<crypto::KeyRing>(ring.error().in(where));
  };
  switch (source.kind) {
    case KeySource::Kind::file:
      return in(read_key_file(source.file), "setting \"" + std::string(file_setting) + "\"");
    case KeySource::Kind::environment: return in(parse_variable(source.text), "ENCRYPTION_KEY");
    case KeySource::Kind::command:
      return in(read_command(source.command), "setting \"" + std::string(command_setting) + "\"");
    case KeySource::Kind::none: break;
  }
  return invalid(
      "there is no key ring: set ENCRYPTION_KEY to 64 hex characters, or name a key file in "
      "security.key_file or a command that prints one in security.key_command; patchbay keys "
      "generate makes one");
}

Result<void> write_ring(const std::string& file, const crypto::KeyRing& ring) {
  struct stat old {};
  const bool is_there = ::stat(file.c_str(), &old) == 0;
  const std::string beside = file + ".new";
  if (auto written = write_file(beside, std::string(ring.lines().reveal())); !written)
    return written.error();
  // A hub that runs as another user must still be able to read it.
  const bool is_kept = !is_there || (::chown(beside.c_str(), old.st_uid, old.st_gid) == 0 &&
                                     ::chmod(beside.c_str(), old.st_mode & 0640U) == 0);
  if (!is_kept || std::rename(beside.c_str(), file.c_str()) != 0) {
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);
    return unavailable(file + " cannot be written with its old owner; run as its owner or as root");
  }
  return {};
}

}  // namespace patchbay::app
