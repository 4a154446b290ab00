#include "webhooks/listener.h"

#include <atomic>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "hub/base/log.h"
#include "hub/http/router.h"
#include "hub/http/server.h"
#include "webhooks/book.h"
#include "webhooks/signing_key.h"
#include "webhooks/verifier.h"

namespace patchbay::webhooks {
namespace {

constexpr std::chrono::milliseconds stop_limit{2000};

/// v1 by the shared secret; v1a by the public key, or by the private one that holds it.
Result<Verifier> verifier_of(const Secret& secret) {
  const auto text = secret.reveal();
  const bool is_ed25519 = text.starts_with("whpk_") || text.starts_with("whsk_");
  auto scheme = parse_scheme(boost::json::string(is_ed25519 ? "standard-v1a" : "standard")).value();
  Secret proof = secret;
  if (!text.starts_with("whpk_")) {
    const auto key = SigningKey::read(secret);
    if (!key) return key.error();
    if (is_ed25519) proof = Secret(key->public_key());
  }
  return Verifier::make(std::move(scheme), {&proof, 1});
}

std::string why_refused(const Verification& verification) {
  const auto* refused = std::get_if<Refused>(&verification);
  return "webhook signature: the request is not signed with the secret of this endpoint, or its "
         "webhook-timestamp is more than 300 s off; check the secret and the clock (" +
         std::string(refused ? refused->why : "it has no webhook-id") + ")";
}

/// What arrives. Thread safe.
class Desk {
 public:
  Desk(Verifier verifier, std::unique_ptr<Book> book, decltype(ListenerOptions::answer) answer)
      : verifier_(std::move(verifier)), book_(std::move(book)), answer_(std::move(answer)) {}

  Async<http::Response> receive(const http::Request& request) {
    const Timestamp now = system_clock().now();
    const auto verified =
        verifier_.verify({request.method, "", request.headers, request.body, now});
    const auto* accepted = std::get_if<Accepted>(&verified);
    if (!accepted) {
      refused_.fetch_add(1, std::memory_order_relaxed);
      co_return http::problem(401, http::reason_of(401), why_refused(verified));
    }
    const auto id = request.headers.get("webhook-id");
    if (auto added = book_->add(id, accepted->type, now); !added) {
      log_line(LogLevel::error, "webhook.book_failed", {{"error", added.error().message}});
      co_return http::problem(503, http::reason_of(503), "the receiver cannot write its book");
    }
    if (answer_) {
      // GCC 12 destroys the copied request of a call inside of co_await twice.
      Async<http::Response> answering = answer_(request);
      co_return co_await std::move(answering);
    }
    http::Response done;
    done.status = 204;
    co_return done;
  }

  Async<http::Response> show_book() const {
    const boost::json::object counts{{"verified", book_->distinct()},
                                     {"repeats", book_->repeats()},
                                     {"refused", refused_.load(std::memory_order_relaxed)}};
    co_return http::json_response(200, boost::json::serialize(counts));
  }

 private:
  Verifier verifier_;
  std::unique_ptr<Book> book_;
  const decltype(ListenerOptions::answer) answer_;
  std::atomic<std::int64_t> refused_{0};
};

http::Route route(std::string method, std::string pattern,
                  std::function<Async<http::Response>(const http::Request&)> handle) {
  http::Route made;
  made.method = std::move(method);
  made.pattern = std::move(pattern);
  made.handle = [handle = std::move(handle)](const http::Request& request,
                                             const http::PathValues&) { return handle(request); };
  made.needs_token = false;
  return made;
}

class HttpListener final : public Listener {
 public:
  HttpListener(Verifier verifier, std::unique_ptr<Book> book,
               decltype(ListenerOptions::answer) answer)
      : desk_(std::move(verifier), std::move(book), std::move(answer)),
        router_({route("POST", "/", [this](const auto& r) { return desk_.receive(r); }),
                 route("GET", "/_book", [this](const auto&) { return desk_.show_book(); })},
                {}) {}
  ~HttpListener() override {
    if (server_) server_->stop(stop_limit);
  }

  Result<void> start(http::Loops& loops, std::uint16_t port) {
    http::ServerOptions options;
    options.port = port;
    auto server = http::start_server(
        loops, options, [this](http::Request r) { return router_.handle(std::move(r)); });
    if (!server) return server.error();
    server_ = std::move(*server);
    return {};
  }
  std::uint16_t port() const override { return server_->port(); }

 private:
  Desk desk_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace

Result<std::unique_ptr<Listener>> start_listener(http::Loops& loops, ListenerOptions options) {
  auto verifier = verifier_of(options.secret);
  if (!verifier) return verifier.error();
  auto book = Book::open(options.book_file);
  if (!book) return book.error();
  auto listener = std::make_unique<HttpListener>(std::move(*verifier), std::move(*book),
                                                 std::move(options.answer));
  if (auto started = listener->start(loops, options.port); !started) return started.error();
  return std::unique_ptr<Listener>(std::move(listener));
}

}  // namespace patchbay::webhooks
