#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "hub/api/components.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

/// How the next page is asked for.
enum class Paging { none, before, after };

struct ListSchema {
  const char* name;
  const char* member;
  const char* item;  ///< the schema of each
  Paging paging = Paging::none;
};
constexpr std::array lists{
    ListSchema{"AuditList", "entries", "AuditEntry", Paging::before},
    ListSchema{"ConsentList", "consents", "Consent"},
    ListSchema{"CredentialList", "credentials", "Credential", Paging::after},
    ListSchema{"CustomerList", "customers", "Customer"},
    ListSchema{"DeadLetterList", "dead_letters", "DeadLetter", Paging::before},
    ListSchema{"DecisionList", "decisions", "DecisionSummary", Paging::after},
    ListSchema{"EndpointList", "endpoints", "Endpoint"},
    ListSchema{"EndpointSecretList", "secrets", "EndpointSecret"},
    ListSchema{"EventTypeList", "event_types", "EventType"},
    ListSchema{"HubList", "hubs", "Hub"},
    ListSchema{"LinkList", "links", "Link"},
    ListSchema{"MessageList", "messages", "Message", Paging::before},
    ListSchema{"PartnerList", "partners", "Partner"},
    ListSchema{"PolicyActivationList", "activations", "PolicyActivation"},
    ListSchema{"PolicyVersionList", "versions", "PolicyVersion"},
    ListSchema{"ReplayList", "replays", "Replay"},
    ListSchema{"RewardList", "rewards", "Reward", Paging::after},
    ListSchema{"ScheduleList", "schedules", "Schedule"},
    ListSchema{"ScheduleRunList", "runs", "ScheduleRun", Paging::before},
    ListSchema{"SwitchList", "switches", "Switch"}};

/// A place by number comes as `before`, one by id as `after`; null on the last page.
json::object next_schema(Paging paging) {
  const bool is_before = paging == Paging::before;
  const json::array types{is_before ? "integer" : "string", "null"};
  return {{"type", types},
          {"description", is_before ? "`before` of the next page" : "`after` of the next page"}};
}

json::object schema_of(const ListSchema& list) {
  const json::object item{{"$ref", std::string("#/components/schemas/") + list.item}};
  json::object properties{{list.member, {{"type", "array"}, {"items", item}}}};
  json::array required{list.member};
  if (list.paging != Paging::none) {
    properties["next"] = next_schema(list.paging);
    required.emplace_back("next");
  }
  return {{"type", "object"},
          {"required", std::move(required)},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

}  // namespace

json::object list_schemas() {
  json::object schemas;
  for (const auto& list : lists) schemas[list.name] = schema_of(list);
  return schemas;
}

}  // namespace patchbay::api
