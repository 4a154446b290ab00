#include "hub/sync/order_feed.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "hub/base/failpoint.h"
#include "hub/sync/cursor_store.h"
#include "hub/sync/order_chunk.h"
#include "hub/sync/pull.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::sync {
namespace {

/// A chunk or the error that ended the feed; has a default, as asio's operators want it.
struct NextChunk {
  OrderChunk chunk;
  std::optional<Error> error;
};

/// What one commit did.
struct Written {
  FeedPosition position;
  std::int64_t taken = 0;
  std::int64_t rejected = 0;
};

class Feed {
 public:
  Feed(store::Store& store, PullParts pulling, adapters::PartnerPtr partner,
       policy::PolicyBook& policies, FeedOptions options)
      : store_(store),
        pulling_(std::move(pulling)),
        partner_(std::move(partner)),
        policies_(policies),
        options_(std::move(options)) {}

  Async<Result<FeedProgress>> run() {
    position_ = co_await store_.read([this](store::Session& session) {
      return load_position(session, options_.organisation, partner_->id);
    });
    auto next = co_await pull_chunk(position_.cursor);
    for (;;) {
      if (next.error) co_return *next.error;
      const OrderChunk chunk = std::move(next.chunk);
      if (chunk.done) {
        co_await write_chunk(chunk);
        co_return progress_;
      }
      next = co_await write_and_pull(chunk);
    }
  }

 private:
  /// Both at once: the source works while the store does.
  Async<NextChunk> write_and_pull(const OrderChunk& chunk) {
    using namespace boost::asio::experimental::awaitable_operators;
    auto both = pull_chunk(chunk.cursor) && try_write(chunk);
    auto [next, failed] = co_await std::move(both);
    if (failed) std::rethrow_exception(failed);
    co_return std::move(next);
  }

  /// Gives the exception instead of throwing: asio would cancel the pull and hide the reason.
  Async<std::exception_ptr> try_write(const OrderChunk& chunk) {
    std::exception_ptr failed;
    try {
      co_await write_chunk(chunk);
    } catch (...) {
      failed = std::current_exception();
    }
    co_return failed;
  }

  Async<NextChunk> pull_chunk(std::string cursor) {
    adapters::Call call;
    call.organisation = options_.organisation;
    call.partner = partner_;
    call.capability = "pull_orders";
    call.reference = "feed";
    call.request = boost::json::object{{"cursor", cursor},
                                       {"limit", static_cast<std::int64_t>(options_.chunk)}};
    auto pulled = co_await pull(pulling_, std::move(call));
    if (pulled.error) co_return NextChunk{{}, std::move(pulled.error)};
    auto chunk = read_chunk(pulled.result, partner_->id, options_.chunk);
    if (!chunk) co_return NextChunk{{}, chunk.error()};
    if (!chunk->done && chunk->cursor == cursor) {
      co_return NextChunk{{},
                          invalid("partner \"" + partner_->id +
                                  "\", pull_orders: the cursor "
                                  "did not move though there is more; correct the plug")};
    }
    co_return NextChunk{std::move(*chunk), std::nullopt};
  }

  Async<void> write_chunk(const OrderChunk& chunk) {
    const auto written = co_await store_.write(
        [this, &chunk](store::Session& session) { return write(session, chunk); });
    failpoint("sync.orders.committed");
    position_ = written.position;
    progress_.orders += written.taken;
    progress_.rejected += written.rejected;
    progress_.bytes_done = chunk.bytes_done;
    progress_.bytes_total = chunk.bytes_total;
    if (options_.after_commit) options_.after_commit();
    if (options_.on_progress) options_.on_progress(progress_);
  }

  /// One transaction, on a store thread; may run again from the start.
  Written write(store::Session& session, const OrderChunk& chunk) const {
    const auto& organisation = options_.organisation;
    const auto refusals = loyalty::post_orders(session, organisation, policies_, chunk.orders,
                                               pulling_.clock, pulling_.random);
    auto rejects = chunk.rejects;
    for (const auto& refusal : refusals) {
      rejects.push_back(
          reject_of(chunk.orders.at(refusal.index), chunk.lines.at(refusal.index), refusal.reason));
    }
    if (options_.in_transaction) options_.in_transaction(session, without(chunk.orders, refusals));
    Written written;
    written.taken = static_cast<std::int64_t>(chunk.orders.size() - refusals.size());
    written.rejected = static_cast<std::int64_t>(rejects.size());
    written.position = {chunk.cursor, position_.rejects + written.rejected, 0};
    // The file first: its length commits with the cursor, so what a lost commit left is cut off.
    written.position.rejects_bytes =
        append_rejects(options_.rejects_file, position_.rejects_bytes, rejects).value();
    failpoint("sync.rejects.written");
    save_position(session, organisation, partner_->id, written.position, pulling_.clock.now());
    failpoint("sync.orders.before_commit");
    return written;
  }

  static std::vector<loyalty::Order> without(const std::vector<loyalty::Order>& orders,
                                             const std::vector<loyalty::Refusal>& refusals) {
    std::vector<bool> taken(orders.size(), true);
    for (const auto& refusal : refusals) taken.at(refusal.index) = false;
    std::vector<loyalty::Order> kept;
    for (std::size_t i = 0; i < orders.size(); ++i) {
      if (taken[i]) kept.push_back(orders[i]);
    }
    return kept;
  }

  store::Store& store_;
  PullParts pulling_;
  const adapters::PartnerPtr partner_;
  policy::PolicyBook& policies_;
  FeedOptions options_;
  FeedPosition position_;
  FeedProgress progress_;
};

}  // namespace

Async<Result<FeedProgress>> run_order_feed(store::Store& store, adapters::Caller& caller,
                                           const adapters::Registry& registry,
                                           policy::PolicyBook& policies, const Clock& clock,
                                           Random& random, FeedOptions options) {
  const auto partner = find_reader(registry, options.partner, "pull_orders");
  if (!partner) co_return partner.error();
  PullParts pulling{caller, clock, random, options.retry};
  Feed feed(store, pulling, *partner, policies, std::move(options));
  co_return co_await feed.run();
}

}  // namespace patchbay::sync
