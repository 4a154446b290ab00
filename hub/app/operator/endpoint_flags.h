#pragma once
// What the commands of endpoints and messages share.

#include <boost/json/object.hpp>
#include <type_traits>

#include "hub/app/operator/operator.h"
#include "webhooks/address_guard.h"
#include "webhooks/operate.h"

namespace CLI {
class App;
}

namespace patchbay::app {

/// --config, --store and --json.
void add_operator_flags(CLI::App& command, OperatorFlags& flags);

/// Whoever runs the command, as one of the organisation.
webhooks::Steerer steerer(const Installation& here, const OperatorFlags& flags);

/// Where the configuration lets endpoints be. Errors: invalid, naming the setting.
Result<webhooks::AddressGuard> address_guard_of(const Config& config);

/// Runs `work(session)`, a change that gives a Result, in one transaction; an error undoes it.
template <class Work>
auto try_change_on(const Installation& here, Work work)
    -> std::invoke_result_t<Work&, store::Session&> {
  try {
    return run_change_on(here, [&](store::Session& session) {
      auto done = work(session);
      if (!done) throw ErrorException(done.error());
      return done;
    });
  } catch (const ErrorException& refusal) {
    return refusal.error();
  }
}

/// Errors: invalid, naming the flag. An empty text is none.
Result<std::optional<Timestamp>> time_of_flag(const char* flag, const std::string& text);

/// "name  value" a line.
void print_facts(const boost::json::object& facts);

}  // namespace patchbay::app
