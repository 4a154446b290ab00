// SQLite's online backup API (sqlite.org/backup.html), both ways.

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "hub/store/connection.h"
#include "hub/store/copy_body.h"

namespace patchbay::store {
namespace {

namespace api = sqlite_api;

constexpr int pages_per_step = 2'048;  // 8 MiB: progress moves, and costs nothing
constexpr const char* main_database = "main";

struct Closer {
  void operator()(api::sqlite3* handle) const { api::sqlite3_close(handle); }
};
using Handle = std::unique_ptr<api::sqlite3, Closer>;

[[noreturn]] void fail(api::sqlite3* handle, const std::string& file) {
  const int code = api::sqlite3_errcode(handle) & 0xFF;
  const std::string text = file + ": " + api::sqlite3_errmsg(handle);
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) throw ErrorException(corrupt(text));
  if (code == SQLITE_FULL)
    throw ErrorException(unavailable(text + "; the disk is full: free some space and try again"));
  throw ErrorException(unavailable(text + "; check its folder, its owner and the free space"));
}

Handle open(const std::string& file) {
  // A file that is there is not opened here: see create_file() in sqlite_connection.cpp.
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0 && errno != EEXIST)
    throw ErrorException(unavailable(file + " cannot be opened: " + std::strerror(errno)));
  if (made >= 0) ::close(made);
  api::sqlite3* raw = nullptr;
  const int code = api::sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
  Handle handle(raw);
  if (code != SQLITE_OK) fail(raw, file);
  return handle;
}

/// The first column of the first row.
std::string first_text(api::sqlite3* handle, const std::string& file, const char* sql) {
  std::string text;
  auto take = [](void* to, int, char** values, char**) {
    if (static_cast<std::string*>(to)->empty() && values[0])
      *static_cast<std::string*>(to) = values[0];
    return 0;
  };
  if (api::sqlite3_exec(handle, sql, take, &text, nullptr) != SQLITE_OK) fail(handle, file);
  return text;
}

/// All pages; the target is as it was unless this returns.
void copy_pages(api::sqlite3* from, api::sqlite3* to, const std::string& to_file,
                const CopyProgress& progress) {
  auto* backup = api::sqlite3_backup_init(to, main_database, from, main_database);
  if (!backup) fail(to, to_file);
  const std::int64_t page_bytes = std::stoll(first_text(from, "the source", "PRAGMA page_size"));
  int code = SQLITE_OK;
  while ((code = api::sqlite3_backup_step(backup, pages_per_step)) == SQLITE_OK && progress) {
    const std::int64_t total = api::sqlite3_backup_pagecount(backup);
    progress((total - api::sqlite3_backup_remaining(backup)) * page_bytes, total * page_bytes);
  }
  while (code == SQLITE_OK) code = api::sqlite3_backup_step(backup, -1);
  const int ended = api::sqlite3_backup_finish(backup);
  if (ended == SQLITE_BUSY || ended == SQLITE_LOCKED)
    throw ErrorException(conflict(to_file + " is in use; stop the hub that has it open first"));
  if (ended != SQLITE_OK || code != SQLITE_DONE) fail(to, to_file);
}

/// UBSan would look for the type's information, which SOCI's library does not export.
[[gnu::no_sanitize("vptr")]] api::sqlite3* handle_of(Connection& connection) {
  return static_cast<soci::sqlite3_session_backend*>(connection.sql().get_backend())->conn_;
}

bool is_there(const StoreUrl& url) {
  std::error_code missing;
  return std::filesystem::file_size(url.path, missing) > 0 && !missing;
}

}  // namespace

StoreCopy copy_sqlite(const StoreUrl& url, const std::string& file, const CopyProgress& progress) {
  if (!is_there(url))
    throw ErrorException(not_found("There is no store at " + url.name + "; name the right one."));
  auto connection = connect(url, Access::read);
  // The backup reads in the transaction that is open on its source: counts and pages are of one
  // moment, and what others commit meanwhile does not start it anew.
  connection->begin(Access::read);
  Session session(*connection);
  auto copy = count_rows(session);
  auto target = open(file);
  first_text(target.get(), file, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  copy_pages(handle_of(*connection), target.get(), file, progress);
  connection->rollback();
  return copy;
}

Place look_at_sqlite(const StoreUrl& url) {
  Place place;
  if (!is_there(url)) return place;
  auto connection = connect(url, Access::read);
  connection->begin(Access::read);
  {
    Session session(*connection);
    place.found = count_rows(session);
    place.is_empty = place.found.rows.empty();
  }
  connection->rollback();
  connection.reset();
  // Leaving WAL wants the file for itself alone: so it tells whether anybody else has it open.
  auto handle = open(url.path);
  char* ignored = nullptr;
  place.is_in_use = api::sqlite3_exec(handle.get(), "PRAGMA journal_mode = DELETE", nullptr,
                                      nullptr, &ignored) != SQLITE_OK;
  api::sqlite3_free(ignored);
  return place;
}

void put_back_sqlite(const StoreUrl& url, const std::string& file, const CopyProgress& progress) {
  auto source = open(file);
  if (first_text(source.get(), file, "PRAGMA quick_check(1)") != "ok")
    throw ErrorException(corrupt("the store in the backup is damaged"));
  auto target = open(url.path);
  char* ignored = nullptr;
  const int alone =
      api::sqlite3_exec(target.get(), "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA",
                        nullptr, nullptr, &ignored);
  api::sqlite3_free(ignored);
  if (alone != SQLITE_OK)
    throw ErrorException(
        conflict("The store " + url.name + " is in use; stop the hub that has it open first."));
  copy_pages(source.get(), target.get(), url.path, progress);
}

}  // namespace patchbay::store
