#pragma once
// Consent given, lost and taken back: the event and the audit row. Private to the room.

#include "hub/oauth/tokens.h"

namespace patchbay::oauth {

enum class ConsentChange { given, lost, revoked };

struct ConsentEntry {
  ConsentChange what = ConsentChange::given;
  const TokenKey& key;
  std::string actor, reason;
  Timestamp at;
};
/// In the transaction of the change.
void log_consent(store::Session& session, const ConsentEntry& entry);

}  // namespace patchbay::oauth
