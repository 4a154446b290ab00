#pragma once
// A plug's case files: recorded conversations, read and checked.

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/step.h"
#include "hub/base/result.h"

namespace patchbay::adapters {

constexpr std::size_t case_file_bytes_max = 8 * 1024 * 1024;
/// What a case's plug takes for now when the case does not say: 2026-01-01T00:00:00Z.
constexpr Timestamp case_now{1'767'225'600'000'000};
/// What the decoding of a webhook is called where a capability's name stands.
inline constexpr const char* webhook_cases = "decode_webhook";

struct CaseTurn {
  boost::json::object expect;  ///< the part of a step that must be so
  Reply reply;
};

struct Case {
  std::string file, name;
  std::string capability;  ///< or webhook_cases
  std::string key;
  boost::json::value request;
  std::map<std::string, std::string> settings;  ///< those that it names
  Timestamp now = case_now;
  std::vector<CaseTurn> exchange;
  boost::json::object outcome;
  // Of a webhook, instead of exchange and outcome:
  boost::json::value webhook;                ///< as Plug::decode_webhook takes it
  std::optional<boost::json::array> events;  ///< what it becomes
  std::string error;                         ///< or words of the error
  bool is_webhook() const { return capability == webhook_cases; }
};

/// Reads one file. Errors: not_found, invalid, naming file and JSON path.
Result<std::vector<Case>> read_case_file(const std::string& file);
/// The cases of `folder`/cases/*.json in order of file; none when there is no such folder.
/// Errors: those of read_case_file.
Result<std::vector<Case>> read_cases(const std::string& folder);
/// Reads cases that stand in a text; `file` is their name in errors. Errors: invalid.
Result<std::vector<Case>> parse_cases(const std::string& file, std::string_view text);

}  // namespace patchbay::adapters
