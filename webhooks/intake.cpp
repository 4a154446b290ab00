#include "webhooks/intake.h"

#include <algorithm>
#include <atomic>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <mutex>
#include <shared_mutex>

#include "hub/access/refusal_log.h"
#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/events/outbox.h"
#include "hub/store/batch.h"
#include "webhooks/inbox.h"
#include "webhooks/refusal_pattern.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t content_type_bytes_max = 200;
constexpr std::size_t batch_rows_max = 500;

/// As it came, when it can stand in a header again.
std::string content_type_of(const http::Request& request) {
  const std::string_view given = request.headers.get("content-type");
  const bool is_plain =
      std::all_of(given.begin(), given.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return is_plain && given.size() <= content_type_bytes_max ? std::string(given)
                                                            : "application/octet-stream";
}

/// One partner's side of the door. Stays for the life of the intake: who found it may use it.
class Door {
 public:
  /// Null: the partner has no webhooks now.
  std::shared_ptr<const Verifier> verifier() const {
    const std::lock_guard lock(mutex_);
    return verifier_;
  }
  void set_verifier(std::shared_ptr<const Verifier> verifier) {
    const std::lock_guard lock(mutex_);
    verifier_ = std::move(verifier);
  }
  /// Whether this refusal makes a pattern.
  bool refuse(Timestamp now) {
    ++refused;
    const std::lock_guard lock(mutex_);
    return pattern_.refused(now);
  }

  std::atomic<std::uint64_t> accepted = 0, repeated = 0, refused = 0;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Verifier> verifier_;
  RefusalPattern pattern_;
};

events::NewEvent alert_of(const std::string& partner, Timestamp now) {
  const std::string where = "/webhooks/" + partner;
  const boost::json::object data{
      {"what", std::to_string(RefusalPattern::refusals) +
                   " webhooks in ten minutes were not signed by the partner"},
      {"where", where},
      {"to_do",
       "compare the secret here with the partner's and both clocks; if they agree, somebody else "
       "is trying: the security log (access.refused) has the addresses"}};
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(Duration(now.micros)).count();
  const std::string key = "webhook.refused:" + partner + ":" + std::to_string(hours);
  return {"evt_refused_" + partner + "_" + std::to_string(hours), "alert.raised", "",
          boost::json::serialize(data), key};
}

class DurableIntake final : public Intake {
 public:
  explicit DurableIntake(IntakeParts parts)
      : parts_(std::move(parts)),
        batch_(
            parts_.store,
            [&clock = parts_.clock](store::Session& session, std::span<const Inbound> rows) {
              auto kept = keep(session, rows, clock.now());
              failpoint("webhooks.intake.before_commit");
              return kept;
            },
            batch_rows_max) {
    for (auto& [partner, verifier] : parts_.partners)
      DurableIntake::set_verifier(partner, std::move(verifier));
  }

  Async<http::Response> receive(const std::string& partner, const http::Request& request) override {
    Door* const found = find_door(partner);
    const auto verifier = found ? found->verifier() : nullptr;
    if (!verifier)
      return answer_with(
          http::problem(404, http::reason_of(404), "there are no webhooks of this name"));
    Door& door = *found;
    const Timestamp now = parts_.clock.now();
    const std::string url = parts_.public_url() + request.target;
    auto verified = verifier->verify({request.method, url, request.headers, request.body, now});
    if (auto* accepted = std::get_if<Accepted>(&verified))
      return commit(door, inbound_of(partner, std::move(*accepted), request, now));
    if (auto* challenge = std::get_if<Challenged>(&verified))
      return answer_with(text_answer(std::move(challenge->answer)));
    if (const auto* nameless = std::get_if<Unidentified>(&verified))
      return answer_with(http::problem(
          400, http::reason_of(400),
          "the webhook is signed, but nothing tells a repeat of it apart: " + nameless->where +
              " is missing"));
    return refuse(door, partner, request.address, std::get<Refused>(verified).why, now);
  }

  std::map<std::string, IntakeCounts> counts() const override {
    std::map<std::string, IntakeCounts> all;
    const std::shared_lock lock(doors_mutex_);
    for (const auto& [partner, door] : doors_)
      all[partner] = {door->accepted, door->repeated, door->refused};
    return all;
  }

  void set_verifier(const std::string& partner, std::optional<Verifier> verifier) override {
    const std::unique_lock lock(doors_mutex_);
    auto& door = doors_[partner];
    if (!door) door = std::make_unique<Door>();
    door->set_verifier(verifier ? std::make_shared<const Verifier>(*std::move(verifier)) : nullptr);
  }

 private:
  Door* find_door(const std::string& partner) const {
    const std::shared_lock lock(doors_mutex_);
    const auto found = doors_.find(partner);
    return found == doors_.end() ? nullptr : found->second.get();
  }

  static Async<http::Response> answer_with(http::Response response) { co_return response; }

  static http::Response text_answer(std::string text) {
    http::Response response;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::move(text);
    return response;
  }

  Inbound inbound_of(const std::string& partner, Accepted accepted, const http::Request& request,
                     Timestamp now) const {
    return {parts_.organisation,
            partner,
            std::move(accepted.dedup),
            std::move(accepted.type),
            content_type_of(request),
            request.body,
            now};
  }

  Async<http::Response> commit(Door& door, Inbound inbound) {
    const Kept kept = co_await batch_.submit(std::move(inbound));
    failpoint("webhooks.intake.committed");
    ++(kept == Kept::fresh ? door.accepted : door.repeated);
    auto answer = text_answer("");
    co_return answer;
  }

  Async<http::Response> refuse(Door& door, std::string partner, std::string address,
                               std::string_view why, Timestamp now) {
    log_.refused("webhook: " + std::string(why), "", address, "/webhooks/" + partner, now);
    const bool is_pattern = door.refuse(now);
    if (is_pattern) co_await raise_alert(std::move(partner), now);
    auto response = http::problem(401, http::reason_of(401), "the webhook was not accepted");
    co_return response;
  }

  /// Once an hour over all hubs; an alert that cannot be stored is in the log all the same.
  Async<void> raise_alert(std::string partner, Timestamp now) {
    log_line(LogLevel::warning, "webhooks.refusal_pattern", {{"partner", partner}});
    try {
      co_await parts_.store.write([&](store::Session& session) {
        const events::NewEvent alert = alert_of(partner, now);
        events::append(session, parts_.organisation, {&alert, 1}, now);
      });
    } catch (const std::exception& e) {
      log_line(LogLevel::error, "webhooks.alert_not_stored", {{"error", e.what()}});
    }
  }

  IntakeParts parts_;
  mutable std::shared_mutex doors_mutex_;
  std::map<std::string, std::unique_ptr<Door>> doors_;
  access::RefusalLog log_;
  store::Batch<Inbound, Kept> batch_;
};

}  // namespace

std::unique_ptr<Intake> make_intake(IntakeParts parts) {
  return std::make_unique<DurableIntake>(std::move(parts));
}

}  // namespace patchbay::webhooks
