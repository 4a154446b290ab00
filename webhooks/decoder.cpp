#include "webhooks/decoder.h"

#include "adapters/run_until.h"
#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "webhooks/decode_step.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t slice_max = 100;  // webhooks of one transaction; a body may be a MiB
constexpr Duration wait_min{1'000'000};
constexpr Duration wait_max{600'000'000};
constexpr int waits_max = 20;  // some two hours

struct Decoder {
  explicit Decoder(DecoderParts given) : parts(std::move(given)) {}
  DecoderParts parts;
};
using Self = std::shared_ptr<Decoder>;

/// 1 s, 2 s, 4 s … 10 min.
Duration wait_after(int attempt) {
  return std::min(wait_max, wait_min * (std::int64_t{1} << std::min(attempt - 1, 20)));
}

/// A webhook and the partner as it was when the slice was read.
struct Due {
  Undecoded webhook;
  adapters::PartnerPtr partner;
};

Decoded decode_one(const Due& due) {
  const auto& [webhook, partner] = due;
  Decoded decoded{webhook.sequence, webhook.partner};
  auto events = partner ? decode(*partner->plug, webhook)
                        : Result<std::vector<PartnerEvent>>(
                              invalid("the hub has no partner \"" + webhook.partner + "\" now"));
  if (events)
    decoded.events = std::move(*events);
  else
    decoded.failure = events.error().message;
  return decoded;
}

std::vector<Due> with_partners(std::vector<Undecoded> webhooks,
                               const adapters::Registry& registry) {
  std::vector<Due> due;
  for (auto& webhook : webhooks) {
    auto partner = registry.find(webhook.partner);
    due.push_back({std::move(webhook), std::move(partner)});
  }
  return due;
}

std::vector<Decoded> undecoded(const std::vector<Due>& slice, adapters::Late late) {
  const bool never_began = late == adapters::Late::never_began;
  std::vector<Decoded> undone;
  for (const auto& [webhook, partner] : slice) {
    const std::string origin = partner ? partner->plug->origin() : "no plug";
    const std::string failure = never_began ? "other plugs took all threads that decode"
                                            : origin + " did not come back from decoding";
    undone.push_back({webhook.sequence, webhook.partner, {}, failure, never_began});
    if (!never_began && &webhook == &slice.front().webhook)
      log_line(LogLevel::error, "plug.stuck", {{"plug", origin}, {"decoding", slice.size()}});
  }
  return undone;
}

/// On a plug thread, which owns what it reads: a plug that never comes back is left to itself.
Async<std::vector<Decoded>> decode_all(Self self, std::vector<Undecoded> webhooks) {
  auto slice = std::make_shared<const std::vector<Due>>(
      with_partners(std::move(webhooks), self->parts.registry));
  auto work = [slice] {
    std::vector<Decoded> decoded;
    for (const auto& due : *slice) decoded.push_back(decode_one(due));
    return decoded;
  };
  const auto deadline = std::chrono::steady_clock::now() + self->parts.slice_time_max;
  auto end = co_await adapters::run_until(*self->parts.threads, deadline, std::move(work));
  if (auto* decoded = std::get_if<std::vector<Decoded>>(&end)) co_return std::move(*decoded);
  co_return undecoded(*slice, std::get<adapters::Late>(end));
}

/// A webhook that has a job of its own: the last run of it does not wait any more.
enum class Company { several, alone, alone_for_the_last_time };

/// One slice of a job; what could not be done goes to jobs of its own when there are several.
Async<std::vector<Undone>> run_slice(Self self, OrganisationId organisation,
                                     std::vector<std::int64_t> sequences, Company company) {
  auto webhooks = co_await self->parts.store.read(
      [&](store::Session& session) { return load_undecoded(session, organisation, sequences); });
  auto decoded = co_await decode_all(self, std::move(webhooks));
  auto undone = co_await self->parts.store.write([&](store::Session& session) {
    const Timestamp now = self->parts.clock.now();
    auto left = apply_decoded(session, organisation, decoded, self->parts.hooks, now);
    if (company == Company::several) hand_over(session, organisation, left, now + wait_min, now);
    for (auto& one : left) {
      if (company == Company::several) continue;
      const bool is_last = company == Company::alone_for_the_last_time && !one.never_began;
      one.is_dead = one.is_dead || is_last;
      if (one.is_dead)
        end_inbound(session, organisation, {&one.sequence, 1}, "dead", one.reason, now);
    }
    failpoint("webhooks.decode.before_commit");
    return left;
  });
  failpoint("webhooks.decode.committed");
  self->parts.after_commit();
  co_return undone;
}

/// Each gets a job of its own: one of them may have broken the run before this one.
Async<void> split(Self self, jobs::Job job, std::vector<std::int64_t> sequences) {
  co_await self->parts.store.write([&](store::Session& session) {
    std::vector<Undone> all;
    for (const auto sequence : sequences) all.push_back({sequence, job.partner, "", false});
    const Timestamp now = self->parts.clock.now();
    hand_over(session, job.organisation, all, now, now);
  });
}

Async<jobs::End> run(Self self, jobs::Job job) {
  const auto wanted = read_decode_payload(job.payload);
  if (!wanted) co_return jobs::Dead{wanted.error().message};
  const auto& sequences = *wanted;
  const bool is_alone = sequences.size() == 1;
  if (!is_alone && (job.faults > 0 || job.interrupted)) {
    co_await split(self, job, sequences);
    co_return jobs::Done{};
  }
  const auto alone = job.attempt >= waits_max ? Company::alone_for_the_last_time : Company::alone;
  const auto company = is_alone ? alone : Company::several;
  std::vector<Undone> undone;
  for (std::size_t i = 0; i < sequences.size(); i += slice_max) {
    const auto from = sequences.begin() + static_cast<std::ptrdiff_t>(i);
    const auto size = std::min(slice_max, sequences.size() - i);
    std::vector<std::int64_t> slice(from, from + static_cast<std::ptrdiff_t>(size));
    undone = co_await run_slice(self, job.organisation, std::move(slice), company);
  }
  if (!is_alone || undone.empty()) co_return jobs::Done{};
  const Undone& left = undone.front();
  const std::string reason = inbound_name(left.sequence) + ": " + left.reason;
  if (left.is_dead) co_return jobs::Dead{reason};
  co_return jobs::Again{self->parts.clock.now() + wait_after(job.attempt), reason};
}

}  // namespace

jobs::Handler make_decoder(DecoderParts parts) {
  auto self = std::make_shared<Decoder>(std::move(parts));
  return [self](const jobs::Job& job) { return run(self, job); };
}

}  // namespace patchbay::webhooks
