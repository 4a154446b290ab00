#pragma once
// What a look at a partner found, and the pure judgements behind it.

#include <optional>
#include <string>
#include <vector>

#include "hub/base/clock.h"

namespace patchbay::app {

enum class Grade { ok, warn, fail };
const char* name_of(Grade grade);

struct Finding {
  std::string check;  ///< "tls"
  Grade grade = Grade::ok;
  std::string says;
  std::string mend = {};  ///< what to do about it; empty when there is nothing to do
};

/// `theirs`: the Date of an answer that came between the two times.
Finding judge_clock(std::optional<Timestamp> theirs, Timestamp asked, Timestamp answered);
Finding judge_certificate(const std::string& subject, Timestamp expires_at, Timestamp now);
/// `granted` empty: the partner did not say, which means that it granted what was asked for.
Finding judge_scope(const std::string& wanted, const std::string& granted);

}  // namespace patchbay::app
