#pragma once
// A partner's OAuth2 server on loopback that tests script.

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "hub/http/server.h"
#include "hub/oauth/bell.h"

namespace patchbay::oauth::testing {

using Fields = std::map<std::string, std::string>;
Fields fields_of(std::string_view form);  ///< of a form or a query, decoded

struct Sent {
  http::Request request;
  Fields form;
};

/// Rotates: a refresh token is good once. Each answer holds access token "a<n>" and, but for
/// client credentials, refresh token "r<n>".
class Partner {
 public:
  using Answer = std::function<http::Response(const Sent&)>;
  explicit Partner(http::Loops& loops);

  std::string url(const std::string& path) const { return server_->url() + path; }
  void stop() { server_->stop(std::chrono::seconds(5)); }

  void answer_by(Answer answer);
  void answer_with(int status, std::string body);  ///< whatever is asked
  void rotate();                                   ///< as at the beginning
  void hold_next();                                ///< the next request waits inside until let_go()
  void wait_for_held();                            ///< until it has come
  void let_go();
  std::vector<Sent> sent();
  std::size_t count() { return sent().size(); }

  int life = 3600;

 private:
  Async<http::Response> handle(http::Request request);
  http::Response grant(const Sent& sent);

  std::mutex mutex_;
  std::condition_variable came_;
  Answer answer_;
  std::vector<Sent> sent_;
  int pairs_ = 1;  ///< the test has stored the first
  enum class Hold { none, next, held } hold_ = Hold::none;
  Bell bell_;
  std::unique_ptr<http::Server> server_;
};

/// What the rotating partner answers.
std::string pair_json(int number, int life, bool has_refresh = true);

}  // namespace patchbay::oauth::testing
