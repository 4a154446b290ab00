// The catalogue: what is declared is well-formed and found.

#include "hub/events/catalogue.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <set>

namespace patchbay::events {
namespace {

TEST(Catalogue, every_type_has_a_schema_that_requires_all_it_names) {
  ASSERT_FALSE(catalogue().empty());
  for (const auto& type : catalogue()) {
    auto schema = boost::json::parse(type.schema).as_object();
    EXPECT_EQ(schema.at("$schema"), "http://json-schema.org/draft-07/schema#") << type.name;
    EXPECT_EQ(schema.at("title"), boost::json::string_view(type.name));
    EXPECT_EQ(schema.at("required").as_array().size(), schema.at("properties").as_object().size());
    for (const auto& [name, property] : schema.at("properties").as_object()) {
      EXPECT_TRUE(property.as_object().contains("description")) << name;
      EXPECT_FALSE(property.as_object().contains("pattern")) << name;
      EXPECT_FALSE(property.as_object().contains("format")) << name;
    }
    EXPECT_TRUE(type.summary.ends_with('.')) << type.name;
    EXPECT_EQ(find_type(type.name), &type);
  }
}

TEST(Catalogue, docs_name_every_type_and_its_aliases) {
  std::ifstream in("docs/events.md");
  const std::string docs{std::istreambuf_iterator<char>(in), {}};
  for (const auto& type : catalogue()) {
    EXPECT_NE(docs.find("| `" + type.name + "` |"), std::string::npos) << type.name;
    EXPECT_NE(docs.find(type.summary), std::string::npos) << type.name;
    for (const auto& alias : type.aliases)
      EXPECT_NE(docs.find("`" + alias + "`"), std::string::npos) << alias;
  }
}

TEST(Catalogue, docs_say_what_is_on_request) {
  std::ifstream in("docs/events.md");
  const std::set<std::string> names(types_on_request().begin(), types_on_request().end());
  EXPECT_EQ(names, (std::set<std::string>{"points.earned", "webhook.received"}));
  std::set<std::string> told;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("| `") && line.find("on request") != std::string::npos)
      told.insert(line.substr(3, line.find('`', 3) - 3));
  EXPECT_EQ(told, names);
  for (const auto& type : catalogue())
    EXPECT_EQ(is_on_request(type.name), names.contains(type.name)) << type.name;
}

TEST(Catalogue, seeds_names_are_aliases) {
  for (const auto& [alias, name] : {std::pair{"pointsEarned", "points.earned"},
                                    {"pointsRedeemed", "points.redeemed"},
                                    {"tierUpdated", "tier.updated"},
                                    {"customerUpdated", "customer.updated"}}) {
    ASSERT_NE(find_type(alias), nullptr) << alias;
    EXPECT_EQ(find_type(alias)->name, name);
  }
  for (const char* name :
       {"partner.partnership.created", "partner.partnership.accepted",
        "partner.partnership.activated", "partner.partnership.paused",
        "partner.partnership.terminated", "partner.transaction.recorded",
        "partner.settlement.calculated", "partner.settlement.processed", "voucher.redeemed",
        "voucher.expired", "bill.generated", "credit.applied", "payment.received", "balance.low"})
    EXPECT_NE(find_type(name), nullptr) << name;
}

TEST(Catalogue, unknown_types_are_not_there) {
  EXPECT_EQ(find_type("tier.update"), nullptr);
  EXPECT_EQ(find_type(""), nullptr);
}

}  // namespace
}  // namespace patchbay::events
