#include "webhooks/payload_check.h"

#include <gtest/gtest.h>

#include "adapters/schema.h"
#include "hub/events/catalogue.h"
#include "hub/http/json.h"

namespace patchbay::webhooks {
namespace {

TEST(PayloadCheck, every_schema_compiles) {
  for (const auto& type : events::catalogue()) {
    const auto schema = Schema::compile(parse_json(type.schema).value());
    EXPECT_TRUE(schema) << type.name << ": " << schema.error().message;
  }
}

TEST(PayloadCheck, takes_what_fits_and_names_what_does_not) {
  const char* good = R"({"customer":"42","tier":"gold","previous_tier":"","points":500})";
  EXPECT_TRUE(check_payload("tier.updated", good));
  const auto why = [](const char* type, const char* data) {
    const auto checked = check_payload(type, data);
    return checked ? std::string("fits") : checked.error().message;
  };
  EXPECT_NE(
      why("tier.updated", R"({"customer":"42","tier":"gold","previous_tier":""})").find("points"),
      std::string::npos);
  EXPECT_NE(why("tier.updated", "{").find("the event's data"), std::string::npos);
  EXPECT_NE(why("tier.update", good).find("not in the catalogue"), std::string::npos);
  EXPECT_NE(why("tierUpdated", good), "fits") << "an alias is no event";
}

}  // namespace
}  // namespace patchbay::webhooks
