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

/// After a lost connection; a shorter one would only fill the log of a server that starts.
constexpr std::chrono::milliseconds reconnect_wait(500);

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

class ThreadListener final : public Listener {
 public:
  ThreadListener(std::string parameters, std::string own_name, std::shared_ptr<Signals> signals)
      : parameters_(std::move(parameters)),
        own_name_(std::move(own_name)),
        signals_(std::move(signals)),
        stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (stop_ < 0) throw ErrorException(unavailable("no file descriptor is left for a listener"));
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
        signals_->deliver_all();
        hear(link.get());
      }
      if (stopping_) return;
      if (!was_lost || link) log_line(LogLevel::warning, "store.listener_lost");
      was_lost = true;
      wait(-1, reconnect_wait);
    }
  }

  /// Until the connection breaks or the listener stops.
  void hear(PGconn* link) {
    while (!stopping_) {
      if (!wait(PQsocket(link), std::chrono::milliseconds(-1))) continue;
      if (PQconsumeInput(link) != 1) return;
      Signals::Channels channels;
      while (PGnotify* said = PQnotifies(link)) {
        const std::string_view text(said->extra);
        const auto space = text.find(' ');
        if (space != std::string_view::npos && text.substr(0, space) != own_name_)
          channels.emplace(text.substr(space + 1));
        PQfreemem(said);
      }
      signals_->deliver(channels);
    }
  }

  /// Until `socket` can be read or broke (true), the time is over or the listener stops (false).
  bool wait(int socket, std::chrono::milliseconds limit) {
    std::array<pollfd, 2> waiting{{{stop_, POLLIN, 0}, {socket, POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), static_cast<int>(limit.count()));
    return waiting[1].revents != 0;
  }

  const std::string parameters_, own_name_;
  const std::shared_ptr<Signals> signals_;
  const int stop_;  ///< an eventfd
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Listener> start_listener(const StoreUrl& url, std::string own_name,
                                         std::shared_ptr<Signals> signals) {
  return std::make_unique<ThreadListener>(postgresql_parameters(url), std::move(own_name),
                                          std::move(signals));
}

std::string new_listener_name() {
  constexpr std::size_t name_bytes = 8;
  return std::string(crypto::random_hex(name_bytes).reveal());
}

}  // namespace patchbay::store
