#include "hub/app/redrive_hooks.h"

#include <boost/json/object.hpp>

#include "hub/http/json.h"
#include "hub/loyalty/reward_actions.h"

namespace patchbay::app {
namespace {

/// The reward's id in a payload; the key when the payload is not readable.
std::string reward_of(const jobs::DeadLetter& letter) {
  const auto payload = parse_json(letter.payload);
  const auto* object = payload ? payload->if_object() : nullptr;
  const auto* id = object ? object->if_contains("reward") : nullptr;
  return id && id->is_string() ? std::string(id->get_string()) : letter.key;
}

}  // namespace

jobs::RedriveHooks redrive_hooks(const Clock& clock, Random& random) {
  jobs::RedriveHooks hooks;
  hooks["reward.issue"] = [&clock, &random](store::Session& session, const jobs::DeadLetter& letter,
                                            Timestamp) {
    const std::string reward = reward_of(letter);
    loyalty::on_redrive(session, letter.organisation, {&reward, 1}, clock, random);
  };
  return hooks;
}

}  // namespace patchbay::app
