#include "hub/app/hiding.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace patchbay::app {
namespace {

TEST(Hiding, takes_a_partners_variables_out_whatever_a_secret_is_called) {
  for (const char* name : {"PATCHBAY_PARTNERS_SHOP_DESK", "PATCHBAY_PARTNERS_SHOP_SANDBOX_DESK",
                           "SHOP_CLIENT_SECRET", "PATCHBAY_ADMIN_TOKEN"}) {
    ::setenv(name, "hush", 1);
    hide_secrets();
    EXPECT_EQ(std::getenv(name), nullptr) << name;
  }
  ::setenv("PATCHBAY_HTTP_LISTEN", "127.0.0.1:0", 1);
  hide_secrets();
  EXPECT_STREQ(std::getenv("PATCHBAY_HTTP_LISTEN"), "127.0.0.1:0");
  ::unsetenv("PATCHBAY_HTTP_LISTEN");
}

}  // namespace
}  // namespace patchbay::app
