#include "webhooks/book.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "hub/http/json.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t ids_max = 5'000'000;
constexpr mode_t file_mode = 0600;

}  // namespace

Error Book::system_error(const std::string& what) const {
  const std::string why = std::error_code(errno, std::generic_category()).message();
  return unavailable(file_ + ": cannot " + what + " the book of webhooks: " + why);
}

Result<std::unique_ptr<Book>> Book::open(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, file_mode);
  std::unique_ptr<Book> book(new Book(file, descriptor));
  if (descriptor < 0) return book->system_error("open");
  if (auto loaded = book->load(); !loaded) return loaded.error();
  return book;
}

Book::~Book() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> Book::load() {
  std::ifstream in(file_, std::ios::binary);
  std::int64_t whole_bytes = 0;
  std::int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    if (in.eof()) break;  // without a line end: torn by a crash before anybody was answered
    ++number;
    whole_bytes += static_cast<std::int64_t>(line.size()) + 1;
    const auto parsed = parse_json(line);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    const auto* id = object ? object->if_contains("id") : nullptr;
    if (!id || !id->is_string()) {
      return corrupt(file_ + ": line " + std::to_string(number) +
                     " is not a line of a book of webhooks; move the file away");
    }
    count(std::string(id->get_string()));
  }
  if (::ftruncate(descriptor_, whole_bytes) != 0) return system_error("cut a torn line off");
  return {};
}

void Book::count(std::string id) {
  if (!ids_.insert(std::move(id)).second) ++repeats_;
}

Result<void> Book::add(std::string_view id, std::string_view type, Timestamp now) {
  const std::string line = boost::json::serialize(boost::json::object{
                               {"id", id}, {"type", type}, {"received_at", to_rfc3339(now)}}) +
                           "\n";
  const std::lock_guard lock(mutex_);
  if (ids_.size() >= ids_max) {
    return unavailable(file_ + ": the book holds 5,000,000 webhooks; start a new one");
  }
  const auto end = ::lseek(descriptor_, 0, SEEK_END);
  const auto written = ::write(descriptor_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    const Error error = system_error("write to");
    // A part of a line must not stay before the next one.
    if (written > 0 && ::ftruncate(descriptor_, end) != 0) return system_error("repair");
    return error;
  }
  count(std::string(id));
  return {};
}

std::int64_t Book::distinct() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(ids_.size());
}

std::int64_t Book::repeats() const {
  const std::lock_guard lock(mutex_);
  return repeats_;
}

}  // namespace patchbay::webhooks
