// require: the files of a partner, and those that partners share.

#include "tests/unit/adapters/lua_call_support.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t modules_max = 64;  // as adapters/lua/modules.h has it, which needs lua.hpp

class LuaModules : public ::testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) { folder_.write(file, text); }
  std::string run(const std::string& body, const std::string& before = "") {
    plug_ = plug_with(folder_, body, "", before);
    return call();
  }
  std::string call() {
    if (!*plug_) return plug_->error().message;
    const Step step = (**plug_)->begin(call_context(), boost::json::object())->resume(Begin{});
    const auto* outcome = std::get_if<Outcome>(&step);
    if (!outcome) return "a step";
    return outcome->kind == OutcomeKind::succeeded ? boost::json::serialize(outcome->result)
                                                   : outcome->message;
  }

  ScratchFolder folder_;
  std::optional<Result<std::shared_ptr<Plug>>> plug_;
};

TEST_F(LuaModules, come_from_the_partners_folder_and_from_lib) {
  write("plug/own.lua", "return { name = 'own' }");
  write("lib/shared.lua", "return { name = 'shared' }");
  write("lib/own.lua", "return { name = 'never' }");
  EXPECT_EQ(run("return succeeded { a = own.name, b = require('shared').name }",
                "local own = require 'own'\n"),
            R"({"a":"own","b":"shared"})");
}

TEST_F(LuaModules, run_once_a_call_in_an_environment_of_their_own) {
  write("plug/count.lua", "count = 1 return { n = count, up = function(t) t.n = t.n + 1 end }");
  const std::string body =
      "local c = require 'count' c:up() require('count'):up() "
      "return succeeded { n = require('count').n, leaked = pcall(function() return count end) }";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(body), R"({"leaked":false,"n":3})");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(call(), R"({"leaked":false,"n":3})");
}

TEST_F(LuaModules, a_later_change_of_the_files_changes_nothing) {
  write("plug/own.lua", "return 'old'");
  const std::string body = "return succeeded { v = require 'own' }";
  EXPECT_EQ(run(body), R"({"v":"old"})");
  write("plug/own.lua", "return 'new'");
  EXPECT_EQ(call(), R"({"v":"old"})");
  EXPECT_EQ(run(body), R"({"v":"new"})");
}

TEST_F(LuaModules, a_circle_is_named) {
  write("plug/a.lua", "return require 'b'");
  write("plug/b.lua", "return require 'c'");
  write("plug/c.lua", "return require 'a'");
  EXPECT_NE(run("require 'a'").find("circle: a -> b -> c -> a"), std::string::npos) << call();
  EXPECT_NE(call().find("c.lua:1"), std::string::npos) << call();
}

TEST_F(LuaModules, other_files_are_out_of_reach) {
  write("plug/sandbox.lua", "return 1");
  write("plug/Upper.lua", "return 1");
  write("secret.lua", "return 1");
  for (const char* name : {"partner", "sandbox", "Upper", "../secret", "..secret", "/etc/passwd",
                           "lib.x", "", "os", "a\\0b"}) {
    const std::string end = run("require('" + std::string(name) + "')");
    EXPECT_TRUE(end.find("there is no file") != std::string::npos ||
                end.find("wants the name of a file") != std::string::npos)
        << name << ": " << end;
  }
  write("plug/vouchers.lua", "return 1");
  EXPECT_NE(run("require 'voucher'").find("did you mean \"vouchers\""), std::string::npos);
}

TEST_F(LuaModules, what_does_not_compile_does_not_load) {
  write("plug/broken.lua", "return {\n  a = = 1 }");
  EXPECT_NE(run("return 1").find("broken.lua:2"), std::string::npos) << call();
  write("plug/broken.lua", "\x1bLua\x54");
  EXPECT_NE(run("return 1").find("broken.lua"), std::string::npos) << call();
}

TEST_F(LuaModules, errors_inside_name_their_file_and_function) {
  write("plug/own.lua", "local m = {}\nfunction m.read(t)\n  return t.x.y\nend\nreturn m");
  const std::string end = run("local own = require 'own' local v = own.read({}) return v");
  EXPECT_NE(end.find("own.lua:3"), std::string::npos) << end;
  EXPECT_NE(end.find("(in read)"), std::string::npos) << end;
}

TEST_F(LuaModules, no_steps_while_a_file_runs) {
  write("plug/box.lua", "return {}");
  write("plug/own.lua", "return require('box').call:get('/a')");
  const auto end = run("require('box').call = call require 'own' return succeeded {}");
  EXPECT_NE(end.find("a required file"), std::string::npos) << end;
}

TEST_F(LuaModules, too_many_or_too_large_are_refused) {
  for (std::size_t i = 0; i <= modules_max; ++i)
    write("plug/m" + std::to_string(i) + ".lua", "return 1");
  EXPECT_NE(run("return 1").find("files at most"), std::string::npos) << call();
}

/// The shared files of scripts/lib, beside a partner that uses them.
std::string with_lib(const std::string& body, const Reply& reply, HttpStep* sent = nullptr) {
  const ScratchFolder folder;
  std::filesystem::copy("scripts/lib", folder.path() / "lib");
  const auto plug = plug_with(folder, body);
  if (!plug) return plug.error().message;
  CallContext context = call_context();
  context.secrets.emplace("key", Secret("k-12345"));
  auto conversation = (*plug)->begin(context, boost::json::object());
  Step step = conversation->resume(Begin{});
  if (auto* request = std::get_if<HttpStep>(&step)) {
    if (sent) *sent = *request;
    step = conversation->resume(reply);
  }
  const auto* outcome = std::get_if<Outcome>(&step);
  if (!outcome) return "a step";
  return std::string(name_of(outcome->kind)) + " " + outcome->code + " " + outcome->message +
         boost::json::serialize(outcome->result);
}

const char* const soap_body = R"(
  local answer = require("soap").call(call, "/s", { action = "urn:Issue", moves_value = true,
    body = { "v:Issue", ["xmlns:v"] = "urn:v", { "v:Amount", "20.00" } } })
  return succeeded { code = xml.text(answer, "Code") })";

std::string envelope(const std::string& body) {
  return "<e:Envelope xmlns:e=\"x\"><e:Body>" + body + "</e:Body></e:Envelope>";
}

TEST(SharedFiles, soap_wraps_unwraps_and_tells_faults_apart) {
  HttpStep sent;
  EXPECT_EQ(
      with_lib(soap_body, answered(200, envelope("<r:R><Code>A1</Code></r:R>"), "text/xml"), &sent),
      "succeeded  {\"code\":\"A1\"}");
  EXPECT_EQ(sent.headers.get("soapaction"), "\"urn:Issue\"");
  EXPECT_NE(sent.body.find("<soap:Body><v:Issue xmlns:v=\"urn:v\"><v:Amount>20.00</v:Amount>"),
            std::string::npos)
      << sent.body;
  const auto fault = [](const std::string& code) {
    return answered(500,
                    envelope("<e:Fault><faultcode>" + code +
                             "</faultcode><faultstring>no such card</faultstring></e:Fault>"),
                    "text/xml");
  };
  EXPECT_EQ(with_lib(soap_body, fault("e:Client")), "rejected soap_client no such cardnull");
  EXPECT_TRUE(with_lib(soap_body, fault("e:Server")).starts_with("unknown"));
  EXPECT_TRUE(with_lib(soap_body, answered(502, "gateway", "text/plain")).starts_with("unknown"));
}

}  // namespace
}  // namespace patchbay::adapters::lua
