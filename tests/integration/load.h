#pragma once
// Callers that change something as fast as they can, and remember what they were answered.

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace patchbay::test {

/// Each caller orders the redrive of a letter that does not exist, again and again: a small durable
/// change whose id can be asked for afterwards.
class Load {
 public:
  Load(std::string url, std::string token, int callers);
  ~Load();  ///< stops
  Load(const Load&) = delete;

  void stop();
  /// Waits until so many more were accepted (refused) than now; false after a minute.
  bool wait_for_accepted(std::size_t more);
  bool wait_for_refused(std::size_t more);
  /// Ids of what was answered 202.
  std::vector<std::string> accepted() const;
  /// Status -> how often, of everything else.
  std::map<int, int> refused() const;

 private:
  void call();
  void note(int status, const std::string& body);

  const std::string url_, token_;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::condition_variable noted_;
  std::vector<std::string> accepted_;
  std::map<int, int> refused_;
  std::size_t refusals_ = 0;
  std::vector<std::thread> callers_;
};

/// Those of `ids` that the hub does not answer for with 200, each with the status.
std::vector<std::string> unknown_redrives(const std::string& url, const std::string& token,
                                          const std::vector<std::string>& ids);

}  // namespace patchbay::test
