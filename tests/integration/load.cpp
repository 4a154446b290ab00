#include "tests/integration/load.h"

#include <fstream>

#include "hub/base/text.h"
#include "tests/integration/api_client.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

constexpr std::chrono::seconds limit{60};

std::string id_in(const std::string& body) {
  const auto at = body.find("rdv_");
  return at == std::string::npos ? "" : body.substr(at, body.find('"', at) - at);
}

}  // namespace

Load::Load(std::string url, std::string token, int callers)
    : url_(std::move(url)), token_(std::move(token)) {
  for (int i = 0; i < callers; ++i) callers_.emplace_back([this] { call(); });
}

Load::~Load() { stop(); }

void Load::stop() {
  stopping_ = true;
  for (auto& caller : callers_) caller.join();
  callers_.clear();
}

void Load::call() {
  while (!stopping_) {
    const auto answer = curl(url_ + "/api/v1/dead-letters/redrive",
                             {"-H", "Authorization: Bearer " + token_, "-d", "{\"ids\": [1]}"});
    note(answer.status, answer.body);
  }
}

void Load::note(int status, const std::string& body) {
  const std::lock_guard lock(mutex_);
  if (status == 202) {
    accepted_.push_back(id_in(body));
  } else {
    ++refused_[status];
    ++refusals_;
  }
  noted_.notify_all();
}

bool Load::wait_for_accepted(std::size_t more) {
  std::unique_lock lock(mutex_);
  const auto wanted = accepted_.size() + more;
  return noted_.wait_for(lock, limit, [&] { return accepted_.size() >= wanted; });
}

bool Load::wait_for_refused(std::size_t more) {
  std::unique_lock lock(mutex_);
  const auto wanted = refusals_ + more;
  return noted_.wait_for(lock, limit, [&] { return refusals_ >= wanted; });
}

std::vector<std::string> Load::accepted() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

std::map<int, int> Load::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

std::vector<std::string> unknown_redrives(const std::string& url, const std::string& token,
                                          const std::vector<std::string>& ids) {
  // One curl for all of them.
  const TempFolder folder;
  std::ofstream list(folder.path("list"));
  for (const auto& id : ids)
    list << "url = \"" << url << "/api/v1/redrives/" << id << "\"\noutput = \"/dev/null\"\n";
  list.close();
  const auto done = run({"/usr/bin/curl", "-s", "-m", "10", "-H", "Authorization: Bearer " + token,
                         "-w", "%{http_code} %{url_effective}\n", "-K", folder.path("list")});
  std::size_t known = 0;
  std::vector<std::string> unknown;
  for (const auto line : split(done.output, '\n')) {
    if (line.starts_with("200 "))
      ++known;
    else if (!line.empty())
      unknown.emplace_back(line);
  }
  if (known + unknown.size() != ids.size()) unknown.push_back("curl did not ask for all");
  return unknown;
}

}  // namespace patchbay::test
