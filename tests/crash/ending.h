#pragma once
// How tests that kill hubs end.

#include <set>
#include <string>

#include "tests/crash/stage.h"

namespace patchbay::test {

/// The demo goes on with the stage to its end; what is broken then is a failure.
void expect_sound_end(Stage& stage);

/// Every failpoint of this kind was hit.
void expect_all_hit(bool (*is_meant)(const std::string& name), const std::set<std::string>& hit);

}  // namespace patchbay::test
