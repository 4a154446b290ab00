#pragma once
// The files that make a version of a plug, and the stamp that names it.

#include <map>
#include <set>
#include <string>

#include "hub/app/home.h"
#include "hub/base/result.h"

namespace patchbay::app {

constexpr std::size_t version_files_max = 1'000;
constexpr std::size_t version_bytes_max = 64UL * 1024 * 1024;

/// By their place below a home: "scripts/acme/partner.lua", "scripts/lib/dates.lua",
/// "plugins/acme.so". A version laid down under such names is a home of its own.
using VersionFiles = std::map<std::string, std::string>;

/// Of a Lua plug: its folder and what all share (scripts/lib). Of a native one: its library, and
/// its folder of scripts, which holds its cases. Hidden files and those that editors leave behind
/// ("x~") do not count. Errors: not_found: no such plug; invalid: too many or too large;
/// unavailable: one cannot be read, or changed under the reader.
Result<VersionFiles> read_version(const Home& home, const std::string& plug);

/// Sixteen hex digits of the SHA-256 over names and contents.
std::string stamp_of(const VersionFiles& files);

/// By plug; those that cannot be read are left out.
std::map<std::string, std::string> stamps_of(const Home& home, const std::set<std::string>& plugs);

}  // namespace patchbay::app
