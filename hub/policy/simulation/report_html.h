#pragma once
// A simulation for people who decide: one HTML file with charts in it, that needs no network and no
// scripts.

#include <string>

#include "hub/policy/simulation/result.h"

namespace patchbay::policy {

/// A whole page; every text in it is escaped.
std::string report_html(const SimulationResult& result);
/// What stands between <body> and </body>, for a page that has a frame of its own; it wants the
/// style beside it.
std::string report_body(const SimulationResult& result);
/// The style sheet, without <style>.
const char* report_style();

}  // namespace patchbay::policy
