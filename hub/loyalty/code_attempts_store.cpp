#include "hub/loyalty/code_attempts.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {

std::optional<Duration> begin_attempt(store::Session& session, const access::ConsentKey& key,
                                      Timestamp now) {
  std::int64_t tried = 0;
  Timestamp began = now;
  store::query(session,
               "INSERT INTO link_attempts (organisation_id, customer_id, partner, wrong, "
               "window_began) VALUES (:organisation, :customer, :partner, 1, :now) "
               "ON CONFLICT (organisation_id, customer_id, partner) DO UPDATE SET "
               "wrong = CASE WHEN link_attempts.window_began <= :over THEN 1 "
               "ELSE link_attempts.wrong + 1 END, "
               "window_began = CASE WHEN link_attempts.window_began <= :over THEN :now "
               "ELSE link_attempts.window_began END RETURNING wrong, window_began",
               {{"organisation", key.organisation},
                {"customer", key.customer},
                {"partner", key.partner},
                {"now", now},
                {"over", now - wrong_codes_window}},
               [&](std::int64_t wrong, Timestamp at) {
                 tried = wrong;
                 began = at;
               });
  if (tried <= wrong_codes_max) return std::nullopt;
  forgive_attempt(session, key);  // this one is not made
  return began + wrong_codes_window - now;
}

void forgive_attempt(store::Session& session, const access::ConsentKey& key) {
  store::execute(
      session,
      "UPDATE link_attempts SET wrong = wrong - 1 WHERE organisation_id = :organisation "
      "AND customer_id = :customer AND partner = :partner AND wrong > 0",
      {{"organisation", key.organisation}, {"customer", key.customer}, {"partner", key.partner}});
}

}  // namespace patchbay::loyalty
