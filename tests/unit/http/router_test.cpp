#include "hub/http/router.h"

#include <gtest/gtest.h>

#include "hub/http/loops.h"
#include "tests/support/run_on.h"

namespace patchbay::http {
namespace {

Async<Response> show(const Request& request, const PathValues& values) {
  std::string text = request.method;
  for (const auto& [name, value] : values) text += " " + name + "=" + value;
  co_return Response{200, {}, text};
}

Async<std::optional<Response>> guard(Request& request, const Route& route) {
  if (request.headers.get("authorization") != "right") co_return problem(401, "Unauthorized", "no");
  auto caller = std::make_shared<Caller>();
  caller->actor = "tester of " + route.pattern;
  request.caller = std::move(caller);
  co_return std::nullopt;
}

class RouterTest : public ::testing::Test {
 protected:
  Response answer(std::string method, std::string target, std::string token = "right") {
    Request request{std::move(method), std::move(target), {}, {}};
    request.headers.add("Authorization", std::move(token));
    return run_on(loops_->at(0), router_.handle(std::move(request)));
  }

  std::unique_ptr<Loops> loops_ = start_loops(1);
  Router router_{{{"GET", "/", show, false, ""},
                  {"GET", "/healthz", show, false, ""},
                  {"GET", "/customers/{id}", show, true, ""},
                  {"DELETE", "/customers/{id}", show, true, ""},
                  {"POST", "/customers/{id}/cards/{card}", show, true, ""}},
                 guard};
};

TEST_F(RouterTest, FillsWholeSegmentsDecoded) {
  EXPECT_EQ(answer("GET", "/customers/a%2Fb?x=1").body, "GET id=a/b");
  EXPECT_EQ(answer("POST", "/customers/1/cards/2").body, "POST card=2 id=1");
  EXPECT_EQ(answer("GET", "/").body, "GET");
  EXPECT_EQ(answer("GET", "http://host/healthz").body, "GET");
}

TEST_F(RouterTest, AnswersUnknownPaths404) {
  for (const auto* path : {"/customers", "/customers/", "/customers//", "/customers/1/", "/x", "*",
                           "", "//", "/healthz/", "/customers/1/cards"}) {
    EXPECT_EQ(answer("GET", path).status, 404) << path;
  }
}

TEST_F(RouterTest, AnswersOtherMethods405WithAllow) {
  const auto response = answer("PUT", "/customers/1");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, DELETE");
  EXPECT_EQ(answer("HEAD", "/customers/1/cards/2").status, 405);
}

TEST_F(RouterTest, AnswersHeadByGetWithoutTheBody) {
  const auto response = answer("HEAD", "/customers/12");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.headers.get("Content-Length"),
            std::to_string(std::string("HEAD id=12").size()));
}

TEST_F(RouterTest, AsksTheGuardOnlyWhereATokenIsNeeded) {
  EXPECT_EQ(answer("GET", "/customers/1", "wrong").status, 401);
  EXPECT_EQ(answer("GET", "/healthz", "wrong").status, 200);
}

}  // namespace
}  // namespace patchbay::http
