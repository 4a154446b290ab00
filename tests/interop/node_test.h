#pragma once
// Against a program that Node runs, with npm packages that ./dev installs.

#include <boost/json.hpp>

#include "hub/crypto/key_ring.h"
#include "hub/http/client.h"
#include "hub/http/loops.h"
#include "tests/support/process.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"

namespace patchbay::test {

/// One process for all tests of a suite; they are skipped where the package is not installed.
class NodeTest : public StoreTest {
 protected:
  /// For SetUpTestSuite: runs tests/interop/`program`, which needs `package` and prints one line of
  /// JSON with its "url" when it is ready.
  static void start(const std::string& program, const std::string& package);
  static void TearDownTestSuite() { node_.reset(); }

  void SetUp() override;
  void TearDown() override;

  static std::string peer_url() { return said("url"); }
  /// A text of the program's first line.
  static std::string said(const std::string& name);
  /// Asks the program.
  http::Response ask(const std::string& method, const std::string& path, std::string body,
                     const std::string& content_type = "application/json");
  template <class T>
  T run(Async<T> work) {
    return run_on(loops_->at(0), std::move(work));
  }

  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, '7'))).value();
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<http::Client> client_;

 private:
  static inline std::unique_ptr<Process> node_;
  static inline boost::json::object said_;
};

}  // namespace patchbay::test
