#pragma once
// What the hub knows about value that moved, and what it makes of a call's end: pure decisions.

#include <string>

#include "adapters/step.h"
#include "hub/jobs/breaker.h"

namespace patchbay::adapters {

/// Watches one call. The plug decides its outcome; the hub only sees to it that nothing which may
/// have moved value is called `retryable` or `rejected` by mistake.
class CallJudge {
 public:
  /// An HTTP step and what it gave, in order.
  void saw(const HttpStep& step, const http::Exchange& exchange, Timestamp now);

  /// True once a step that moves value may have reached the partner.
  bool may_have_moved() const { return may_have_moved_; }

  /// The hub ends the call itself (deadline, a broken step, a result that breaks its schema):
  /// `otherwise`, or `unknown` with its message once value may have moved.
  Outcome ends(Outcome otherwise) const;

  /// The plug's own outcome. When the last exchange of a step that moves value was cut off and no
  /// answer came after it, nobody can know: then it is `unknown`, whatever the plug says.
  Outcome judge(Outcome from_plug) const;

  /// Adds to an outcome that leaves something open what the last exchange says of it: what went
  /// wrong, and the partner's Retry-After where the plug names no time.
  Outcome explain(Outcome outcome) const;

 private:
  bool may_have_moved_ = false;
  bool cut_off_ = false;  // value may have moved and no answer came since
  jobs::Failure failure_ = jobs::Failure::other;
  std::optional<Duration> wish_;
};

/// What went wrong with an exchange; `other` when nothing did.
jobs::Failure failure_of(const http::Exchange& exchange);

/// What an exchange says of the partner. `was_hurried`: it was given less time than the partner is
/// entitled to, so that no answer says nothing.
jobs::Health health_of(const http::Exchange& exchange, bool was_hurried);

}  // namespace patchbay::adapters
