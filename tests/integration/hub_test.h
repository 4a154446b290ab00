#pragma once
// One hub of `patchbay serve` on a store of the test's own, its commands and its API.

#include <boost/json.hpp>

#include "tests/integration/api_client.h"
#include "tests/support/process.h"
#include "tests/support/stores.h"

namespace patchbay::test {

/// The administrator of every hub here.
inline const std::string admin_token = "a-token-of-more-than-sixteen-characters";

class HubTest : public StoreTest {
 protected:
  HubTest();
  void SetUp() override;     ///< the store and its address in environment_; starts nothing
  void TearDown() override;  ///< stops the hub

  /// Starts the hub by environment_; more flags may follow `serve`.
  void serve(const std::vector<std::string>& flags = {});
  /// By SIGTERM; the hub must end well.
  void stop();

  /// A command of the operator on the same store.
  Finished command(std::vector<std::string> words) const;
  /// What a command that goes well says with --json.
  boost::json::value said(std::vector<std::string> words) const;
  /// A request of the administrator; `more` are curl's own flags.
  Answer ask(const std::string& method, const std::string& path, const std::string& body = "",
             const std::vector<std::string>& more = {}) const;

  TempFolder folder_;
  std::map<std::string, std::string> environment_;
  std::unique_ptr<Process> hub_;  ///< null while none runs
  std::string api_;               ///< the URL of the hub
};

}  // namespace patchbay::test
