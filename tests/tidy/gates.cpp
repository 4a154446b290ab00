#include <algorithm>
#include <array>

#include "tests/tidy/checks.h"
#include "tests/tidy/include_line.h"

namespace patchbay::tidy {
namespace {

/// A library's headers and the only places that may include them (starts of paths).
struct Gate {
  std::string_view headers;
  std::string_view first_place;
  std::string_view second_place;
  std::string_view third_place = {};
};

// "*_store.cpp" stands for files of that name in any room.
constexpr std::string_view store_files = "*_store.cpp";
constexpr std::array<Gate, 23> gates{{
    {"soci", "hub/store/", store_files},
    {"sqlite3.h", "hub/store/", ""},
    {"libpq", "hub/store/", ""},
    {"lua.h", "adapters/lua/", ""},
    {"lauxlib.h", "adapters/lua/", ""},
    {"lualib.h", "adapters/lua/", ""},
    {"boost/dll", "adapters/native/", ""},
    {"dlfcn.h", "adapters/native/", ""},
    {"boost/beast", "hub/http/", "cmake/"},
    {"boost/asio/ssl", "hub/http/", "cmake/"},
    {"openssl/", "hub/crypto/", "hub/http/"},
    {"sodium", "hub/crypto/", "hub/http/"},
    {"valijson/", "adapters/", ""},
    {"csv.h", "plugins/", "hub/app/operator/audit_files.cpp", "adapters/lua/csv_text.cpp"},
    {"prometheus/", "hub/api/", ""},
    {"spdlog/", "hub/app/", ""},
    {"toml++/", "hub/app/", ""},
    {"date/", "hub/jobs/zone.cpp", ""},
    {"archive.h", "hub/app/operator/tar.cpp", ""},
    {"CLI/", "hub/app/", ""},
    {"Poco/", "hub/mail/", "adapters/lua/xml_"},
    {"gtest/", "tests/", "cmake/test_pch.h"},
    {"benchmark/", "tests/", ""},
}};

bool may_pass(std::string_view path, std::string_view place) {
  if (place.empty()) return false;
  if (place == store_files) return path.ends_with(place.substr(1));
  return path.starts_with(place);
}

}  // namespace

Findings check_gates(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp() || file.is_test()) return findings;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const auto header = angled_include(file.code[i]);
    const auto gate = std::find_if(gates.begin(), gates.end(), [&](const Gate& g) {
      return !header.empty() && header.starts_with(g.headers);
    });
    if (gate == gates.end() || may_pass(file.path, gate->first_place) ||
        may_pass(file.path, gate->second_place) || may_pass(file.path, gate->third_place))
      continue;
    std::string places(gate->first_place);
    for (const auto place : {gate->second_place, gate->third_place})
      if (!place.empty()) places += " and " + std::string(place);
    findings.push_back({file.path, i + 1,
                        "<" + std::string(header) + "> may be included only in " + places +
                            "; use that room's own types"});
  }
  return findings;
}

}  // namespace patchbay::tidy
