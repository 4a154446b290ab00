// A sandbox script that looks at the proof of requests itself: keys, log-ins, signatures.

#include <gtest/gtest.h>

#include "adapters/sandbox_desk.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

int status_of(const std::string& auth, const std::string& key) {
  const lua::ScratchFolder folder;
  folder.write("scripts/acme/sandbox.lua",
               "local function hello(request)\n"
               "  local known = request.headers[\"x-api-key\"] == \"k\"\n"
               "  return { status = known and 200 or 403, json = {} }\n"
               "end\n"
               "return { " +
                   auth + " routes = { [\"GET /hello\"] = hello } }");
  SandboxOptions options;
  options.scripts_folder = (folder.path() / "scripts").string();
  options.books_folder = (folder.path() / "books").string();
  auto desk = SandboxDesk::open(options);
  http::Headers headers;
  headers.add("X-API-Key", key);
  return desk.value()->answer({"GET", "/acme/hello", headers, ""}, Timestamp{1}).response.status;
}

TEST(SandboxOwnAuth, the_script_decides) {
  EXPECT_EQ(status_of("auth = \"own\",", "k"), 200);
  EXPECT_EQ(status_of("auth = \"own\",", "x"), 403);
  EXPECT_EQ(status_of("", "k"), 401);
  EXPECT_EQ(status_of("auth = \"other\",", "k"), 401);
}

}  // namespace
}  // namespace patchbay::adapters
