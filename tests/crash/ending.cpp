#include "tests/crash/ending.h"

#include <gtest/gtest.h>

#include "tests/crash/failpoints.h"

namespace patchbay::test {

void expect_sound_end(Stage& stage) {
  stage.start_last_run();
  for (const auto& sentence : stage.last_look()) ADD_FAILURE() << "at the end: " << sentence;
}

void expect_all_hit(bool (*is_meant)(const std::string& name), const std::set<std::string>& hit) {
  for (const auto& [name, place] : find_failpoints(source_folder()))
    EXPECT_TRUE(!is_meant(name) || hit.contains(name))
        << "nobody comes to " << name << " (" << place << ")";
}

}  // namespace patchbay::test
