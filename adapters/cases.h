#pragma once
// Runs a plug's cases: recorded conversations, stepped with no socket and no clock.

#include <string>
#include <vector>

#include "adapters/case_file.h"
#include "adapters/plug.h"
#include "hub/base/result.h"

namespace patchbay::adapters {

struct CaseReport {
  std::string file, name, capability;
  bool passed = false;
  /// For people: a small diff of expected and actual step or outcome; empty when passed.
  std::string difference;
};

struct CasesReport {
  std::vector<CaseReport> cases;
  std::vector<std::string> uncovered;  ///< capabilities of the manifest without a case
  bool passed() const;
};

/// Steps the plug through one case. Request and result are checked against the capability's schema,
/// every step as the hub would check it.
CaseReport run_case(Plug& plug, const Case& one);

/// Runs every case of `folder`/cases. A folder without cases gives an empty report.
/// Errors: invalid: a case file that cannot be read (file, JSON path).
Result<CasesReport> run_cases(Plug& plug, const std::string& folder);

/// The manifest's settings for a case: what it names, else the default, else an invented value.
/// Errors: invalid: a setting that the manifest does not know, or a value that does not fit.
Result<FieldValues> case_settings(const Manifest& manifest, const Case& one);

}  // namespace patchbay::adapters
