#pragma once
// A PostgreSQL database for one benchmark.

#include <memory>
#include <string>

struct pg_conn;

namespace patchbay::bench {

/// A database of its own beside the server's first one, gone in the end. Throws std::runtime_error.
class ScratchDatabase {
 public:
  ScratchDatabase(const std::string& server, std::string name);
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;
  ~ScratchDatabase();
  const std::string& url() const { return url_; }

 private:
  void run(const std::string& sql);

  std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
  std::string name_, url_;
};

}  // namespace patchbay::bench
