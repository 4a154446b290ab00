#pragma once
// How this program connects to PostgreSQL. Private to hub/store.

#include <string>
#include <string_view>

#include "hub/store/signals.h"
#include "hub/store/store_url.h"

namespace patchbay::store {

/// The URL and our defaults as key='value' pairs: SOCI looks for options of its own in what it is
/// given. Holds the password. Errors: throws ErrorException (invalid).
std::string postgresql_parameters(const StoreUrl& url);

/// The NOTIFY channel of a store, as SQL: a database may hold several, a schema each.
constexpr std::string_view listen_channel_sql = "('patchbay_' || md5(current_schema()))";

/// One statement that tells all who listen of `channels`; what they hear is "speaker channel".
std::string notify_sql(const Signals::Channels& channels, const std::string& speaker);

}  // namespace patchbay::store
