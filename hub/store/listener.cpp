#include "hub/store/listener.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "hub/base/log.h"
#include "hub/base/result.h"
#include "hub/crypto/system_random.h"
#include "hub/store/postgresql_parameters.h"

namespace patchbay::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// At most so often: each time costs the database a commit that others wait for.
constexpr milliseconds speak_every(5);
/// After a lost connection; a shorter one would only fill the log of a server that starts.
constexpr milliseconds reconnect_wait(500);

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Link = std::unique_ptr<PGconn, CloseConnection>;

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, FreeResult>;

/// One text from a statement; empty when it failed.
std::string ask(PGconn* link, const std::string& sql) {
  const PgResult result(PQexec(link, sql.c_str()));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK || PQntuples(result.get()) != 1) return {};
  return PQgetvalue(result.get(), 0, 0);
}

/// Listens, or gives null.
Link open_link(const std::string& parameters) {
  Link link(PQconnectdb(parameters.c_str()));
  if (PQstatus(link.get()) != CONNECTION_OK) return nullptr;
  const std::string channel = ask(link.get(), "SELECT " + std::string(listen_channel_sql));
  if (channel.empty()) return nullptr;
  const PgResult listening(PQexec(link.get(), ("LISTEN " + channel).c_str()));
  return PQresultStatus(listening.get()) == PGRES_COMMAND_OK ? std::move(link) : nullptr;
}

/// Rounded up, so that waiting for it is waiting long enough; not negative.
milliseconds milliseconds_until(steady_clock::time_point at) {
  const auto left = std::chrono::ceil<milliseconds>(at - steady_clock::now());
  return std::max(left, milliseconds(0));
}

class ThreadListener final : public Listener {
 public:
  ThreadListener(std::string parameters, Announcer announcer)
      : parameters_(std::move(parameters)),
        announcer_(std::move(announcer)),
        stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (stop_ < 0) throw ErrorException(unavailable("no file descriptor is left for a listener"));
    announcer_.outlet->open();
    thread_ = std::thread([this] { listen(); });
  }

  ~ThreadListener() override {
    stopping_ = true;
    const std::uint64_t one = 1;
    // Cannot fail: the counter is far from its limit.
    [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
    thread_.join();
    ::close(stop_);
  }

 private:
  void listen() {
    bool was_lost = false;
    while (!stopping_) {
      const Link link = open_link(parameters_);
      if (link) {
        if (was_lost) log_line(LogLevel::info, "store.listening_again");
        // What was said before the LISTEN, or while nobody listened, is not heard any more.
        announcer_.signals->deliver_all();
        converse(link.get());
      }
      if (stopping_) return;
      if (!was_lost || link) log_line(LogLevel::warning, "store.listener_lost");
      was_lost = true;
      wait({-1, -1}, reconnect_wait);
    }
  }

  /// Hears and says until the connection breaks or the listener stops.
  void converse(PGconn* link) {
    auto may_speak_at = steady_clock::now();
    bool wants_to_speak = false;
    while (!stopping_) {
      const int own = wants_to_speak ? -1 : announcer_.outlet->descriptor();
      const auto pause = wants_to_speak ? milliseconds_until(may_speak_at) : milliseconds(-1);
      const auto ready = wait({PQsocket(link), own}, pause);
      if (ready[0] && PQconsumeInput(link) != 1) return;
      wants_to_speak = wants_to_speak || ready[1];
      if (wants_to_speak && steady_clock::now() >= may_speak_at) {
        if (!speak(link)) return;
        may_speak_at = steady_clock::now() + speak_every;
        wants_to_speak = false;
      }
      hear(link);
    }
  }

  void hear(PGconn* link) {
    Signals::Channels channels;
    while (PGnotify* said = PQnotifies(link)) {
      const std::string_view text(said->extra);
      const auto space = text.find(' ');
      if (space != std::string_view::npos && text.substr(0, space) != announcer_.speaker)
        channels.emplace(text.substr(space + 1));
      PQfreemem(said);
    }
    announcer_.signals->deliver(channels);
  }

  bool speak(PGconn* link) {
    const auto channels = announcer_.outlet->take();
    if (channels.empty()) return true;
    const PgResult said(PQexec(link, notify_sql(channels, announcer_.speaker).c_str()));
    if (PQresultStatus(said.get()) == PGRES_TUPLES_OK) return true;
    announcer_.outlet->give(channels);
    return false;
  }

  using Ready = std::array<bool, 2>;
  /// Which of the descriptors can be read or broke; none when the time is over or it stops.
  Ready wait(std::array<int, 2> descriptors, milliseconds limit) {
    std::array<pollfd, 3> waiting{
        {{stop_, POLLIN, 0}, {descriptors[0], POLLIN, 0}, {descriptors[1], POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), static_cast<int>(limit.count()));
    return {waiting[1].revents != 0, waiting[2].revents != 0};
  }

  const std::string parameters_;
  const Announcer announcer_;
  const int stop_;  ///< an eventfd
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Listener> start_listener(const StoreUrl& url, Announcer announcer) {
  return std::make_unique<ThreadListener>(postgresql_parameters(url), std::move(announcer));
}

std::string new_listener_name() {
  constexpr std::size_t name_bytes = 8;
  return std::string(crypto::random_hex(name_bytes).reveal());
}

}  // namespace patchbay::store
