#include "hub/http/problem_type.h"

#include <gtest/gtest.h>

#include <set>

#include "hub/base/result.h"

namespace patchbay::http {
namespace {

TEST(ProblemType, codes_and_slugs_are_their_own) {
  std::set<std::string_view> codes, slugs;
  for (const auto& type : problem_types()) {
    EXPECT_TRUE(codes.insert(type.code).second) << type.code;
    EXPECT_TRUE(slugs.insert(type.slug).second) << type.slug;
    EXPECT_FALSE(type.help.empty());
    EXPECT_EQ(&problem_type(type.code), &type);
  }
}

TEST(ProblemType, the_seeds_types_have_their_statuses) {
  for (const auto& [code, status] :
       std::initializer_list<std::pair<std::string_view, int>>{{"INVALID_CUSTOMER", 404},
                                                               {"INSUFFICIENT_POINTS", 409},
                                                               {"PARTNER_NOT_FOUND", 404},
                                                               {"RATE_LIMIT_EXCEEDED", 429},
                                                               {"AUTHENTICATION_FAILED", 401},
                                                               {"INVALID_TIER", 422},
                                                               {"REDEMPTION_NOT_ALLOWED", 403},
                                                               {"SYNC_FAILED", 502},
                                                               {"VALIDATION_FAILED", 400},
                                                               {"INTERNAL_SERVER_ERROR", 500}})
    EXPECT_EQ(problem_type(code).status, status) << code;
  EXPECT_THROW(problem_type("NO_SUCH_CODE"), ErrorException);
}

TEST(ProblemType, every_status_has_one) {
  EXPECT_EQ(problem_type_of(404).code, "NOT_FOUND");
  EXPECT_EQ(problem_type_of(403).code, "PERMISSION_DENIED");
  EXPECT_EQ(problem_type_of(418).code, "VALIDATION_FAILED");
  EXPECT_EQ(problem_type_of(599).code, "INTERNAL_SERVER_ERROR");
}

}  // namespace
}  // namespace patchbay::http
