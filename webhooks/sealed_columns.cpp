#include "webhooks/sealed_columns.h"

namespace patchbay::webhooks {

std::vector<store::SealedColumn> sealed_columns() {
  return {
      {"webhook_endpoints", {{"organisation_id"}, {"id"}}, "sealed_headers"},
      {"webhook_endpoints", {{"organisation_id"}, {"id"}}, "sealed_auth"},
      {"webhook_secrets", {{"organisation_id"}, {"endpoint_id"}, {"id"}}, "sealed_secret"},
  };
}

}  // namespace patchbay::webhooks
