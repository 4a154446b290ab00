#include "tests/interop/node_test.h"

#include <filesystem>

namespace patchbay::test {

void NodeTest::start(const std::string& program, const std::string& package) {
  const std::string folder = source_folder() + "/build/interop";
  if (!std::filesystem::exists(folder + "/node_modules/" + package)) return;
  node_ = std::make_unique<Process>(std::vector<std::string>{
      "/usr/bin/env", "node", source_folder() + "/tests/interop/" + program, folder});
  const auto line = node_->wait_for_line("\"url\"");
  ASSERT_FALSE(line.empty()) << node_->standard_error();
  said_ = boost::json::parse(line).as_object();
}

void NodeTest::SetUp() {
  if (!node_) GTEST_SKIP() << "the npm packages are not installed: run ./dev test";
  StoreTest::SetUp();
  if (IsSkipped()) return;
  client_ = http::make_client(loops_->at(0), {});
}

void NodeTest::TearDown() {
  loops_->stop();
  if (!IsSkipped()) close();
  client_.reset();
  StoreTest::TearDown();
}

std::string NodeTest::said(const std::string& name) {
  return std::string(said_.at(name).as_string());
}

http::Response NodeTest::ask(const std::string& method, const std::string& path, std::string body,
                             const std::string& content_type) {
  http::ClientRequest request;
  request.method = method;
  request.url = peer_url() + path;
  request.body = std::move(body);
  request.headers.set("Content-Type", content_type);
  return std::get<http::Response>(run(client_->send(std::move(request))));
}

}  // namespace patchbay::test
