#pragma once
// One function for each route. Private to the room.

#include <vector>

#include "hub/api/api.h"

namespace patchbay::api {

http::Route health_route();
http::Route ready_route(const ApiParts& parts);
http::Route metrics_route(const ApiParts& parts);
http::Route customer_route(const ApiParts& parts);
std::vector<http::Route> contact_routes(const ApiParts& parts);
/// Clean days; none without a policy book.
std::vector<http::Route> progress_routes(const ApiParts& parts);
std::vector<http::Route> trait_routes(const ApiParts& parts);
/// None without a key ring.
std::vector<http::Route> customer_credential_routes(const ApiParts& parts);
http::Route rewards_route(const ApiParts& parts);
/// Looks at milestones, and what customers do with their rewards; none without a policy book.
std::vector<http::Route> reward_check_routes(const ApiParts& parts);
std::vector<http::Route> own_reward_routes(const ApiParts& parts);
std::vector<http::Route> reward_routes(const ApiParts& parts);
std::vector<http::Route> partner_routes(const ApiParts& parts);
std::vector<http::Route> switch_routes(const ApiParts& parts);
std::vector<http::Route> hub_routes(const ApiParts& parts);
http::Route audit_route(const ApiParts& parts);
http::Route dead_letters_route(const ApiParts& parts);
http::Route dead_letter_route(const ApiParts& parts);
http::Route redrive_dead_route(const ApiParts& parts);
http::Route discard_dead_route(const ApiParts& parts);
http::Route redrive_route(const ApiParts& parts);
std::vector<http::Route> schedule_routes(const ApiParts& parts);
std::vector<http::Route> schedule_action_routes(const ApiParts& parts);
std::vector<http::Route> credential_routes(const ApiParts& parts);
/// None without a key ring.
std::vector<http::Route> credential_action_routes(const ApiParts& parts);
std::vector<http::Route> partner_key_routes(const ApiParts& parts);
http::Route problem_route();
std::vector<http::Route> link_routes(const ApiParts& parts);
std::vector<http::Route> consent_routes(const ApiParts& parts);
std::vector<http::Route> oauth_consent_routes(const ApiParts& parts);
/// POST /webhooks/{partner}; none without an intake.
std::vector<http::Route> inbound_routes(const ApiParts& parts);
http::Route event_batch_route(const ApiParts& parts);
http::Route webhook_keys_route(const ApiParts& parts);
std::vector<http::Route> webhook_endpoint_routes(const ApiParts& parts);
std::vector<http::Route> webhook_action_routes(const ApiParts& parts);
std::vector<http::Route> webhook_message_routes(const ApiParts& parts);
std::vector<http::Route> webhook_replay_routes(const ApiParts& parts);
http::Route event_types_route();
/// The pages of partners' engineers. None without credentials and a key ring.
std::vector<http::Route> portal_routes(const ApiParts& parts);
/// Versions, numbers, tests, activations and kept decisions; none without a policy book.
std::vector<http::Route> policy_routes(const ApiParts& parts);
std::vector<http::Route> policy_action_routes(const ApiParts& parts);
std::vector<http::Route> simulation_routes(const ApiParts& parts);
http::Route decisions_route(const ApiParts& parts);
http::Route decision_route(const ApiParts& parts);
/// The pages of business staff. None without a policy book, credentials and a key ring.
std::vector<http::Route> policies_site_routes(const ApiParts& parts);
/// Adds /openapi.json, which describes `routes` and itself.
void add_openapi_route(std::vector<http::Route>& routes);

}  // namespace patchbay::api
