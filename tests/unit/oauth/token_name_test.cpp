#include "hub/oauth/token_name.h"

#include <gtest/gtest.h>

namespace patchbay::oauth {
namespace {

TEST(TokenName, keeps_the_sandbox_apart_and_tells_the_partner) {
  EXPECT_EQ(token_name("acme", false), "acme");
  EXPECT_NE(token_name("acme", true), "acme");
  for (const auto& name : token_names("acme")) EXPECT_EQ(partner_of(name), "acme");
  EXPECT_EQ(partner_of("sandbox"), "sandbox");
}

}  // namespace
}  // namespace patchbay::oauth
