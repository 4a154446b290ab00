#include "hub/crypto/sealed_context.h"

namespace patchbay::crypto {
namespace {

TEST(SealedContext, NamesTableRowAndColumn) {
  EXPECT_EQ(sealed_context("rewards", {"org", "rw_1"}, "code_sealed"),
            "rewards/org/rw_1/code_sealed");
}

TEST(SealedContext, DiffersBetweenRowsWhoseKeysHoldSlashes) {
  EXPECT_NE(sealed_context("t", {"a/b", "c"}, "x"), sealed_context("t", {"a", "b/c"}, "x"));
  EXPECT_NE(sealed_context("t", {"a/b"}, "x"), sealed_context("t", {"a%2Fb"}, "x"));
}

}  // namespace
}  // namespace patchbay::crypto
