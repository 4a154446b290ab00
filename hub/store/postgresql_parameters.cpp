#include "hub/store/postgresql_parameters.h"

#include <libpq-fe.h>

#include <map>
#include <memory>

namespace patchbay::store {
namespace {

constexpr int connect_timeout_s = 5;
/// Sent bytes that nobody acknowledges: the server is gone. Below the lease of a job, like the
/// statement's limit, so that a hub that lost its database stops before others take its jobs.
constexpr int silence_limit_ms = 15'000;

}  // namespace

std::string postgresql_parameters(const StoreUrl& url) {
  char* wrong = nullptr;
  std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.text.c_str(), &wrong), PQconninfoFree);
  PQfreemem(wrong);  // its text may hold the password
  if (!options)
    throw ErrorException(
        invalid("The store's URL " + url.name +
                " cannot be read; write postgresql://user:password@host:port/database and "
                "percent-encode what is not plain."));
  std::map<std::string, std::string> pairs = {
      {"connect_timeout", std::to_string(connect_timeout_s)},
      {"application_name", "patchbay"},
      {"client_encoding", "UTF8"},
      {"tcp_user_timeout", std::to_string(silence_limit_ms)},
      {"keepalives_idle", "30"},
      {"keepalives_interval", "10"},
      {"keepalives_count", "3"}};
  for (auto* option = options.get(); option->keyword; ++option)
    if (option->val) pairs[option->keyword] = option->val;
  std::string text;
  for (const auto& [key, value] : pairs) {
    text += (text.empty() ? "" : " ") + key + "='";
    for (char c : value) text += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    text += '\'';
  }
  return text;
}

std::string notify_sql(const Signals::Channels& channels, const std::string& speaker) {
  std::string calls;
  for (const auto& channel : channels) {
    calls += calls.empty() ? "SELECT pg_notify(" : ", pg_notify(";
    calls.append(listen_channel_sql).append(", '" + speaker + " " + channel + "')");
  }
  return calls;
}

}  // namespace patchbay::store
