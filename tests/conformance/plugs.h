#pragma once
// Every plug that the conformance suite runs over, found in folders, and how to load and play it.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "adapters/kinds.h"
#include "adapters/registry.h"

namespace patchbay::adapters::conformance {

struct Subject {
  std::string name;     ///< "lua_acme", "native_order_file"
  std::string plug;     ///< a folder with a partner.lua, or a .so
  std::string sandbox;  ///< a folder with a sandbox.lua; empty: nobody plays its partner
  std::string file;     ///< what its settings of type path and the request's "path" name
};
void PrintTo(const Subject& subject, std::ostream* out);

/// All of scripts/ and plugins/ and one made for the suite in each host.
std::vector<Subject> subjects();

/// The plug as a partner "acme" with settings and secrets that fit. Throws ErrorException.
Partner make_partner(const Subject& subject);

/// A call with one of its capability's good examples.
struct Trial {
  std::string capability;
  std::string key;  ///< of idempotency; empty for reads
  boost::json::value request;
};
/// One of each good example of each capability that the plug names.
std::vector<Trial> trials(const Subject& subject, const Plug& plug);

CallContext context_of(const Partner& partner, const Trial& trial);
const Capability& capability_of(const Plug& plug, const std::string& name);

/// What the world answers to a step.
using World = std::function<Reply(const Step& step)>;

struct Played {
  std::vector<std::string> steps;  ///< as text, the outcome too
  std::vector<bool> moves_value;   ///< of the steps
  std::vector<Reply> replies;      ///< to the steps before the outcome
  std::optional<Outcome> outcome;  ///< none: it went on for longer than anybody waits
};
/// Steps one call to its end. `turns_max`: leaves it there.
Played play(Plug& plug, const CallContext& context, const boost::json::value& request,
            const World& world, std::size_t turns_max = 1'000);

/// A world that says the same again, in order.
World repeat(const std::vector<Reply>& replies);

}  // namespace patchbay::adapters::conformance
