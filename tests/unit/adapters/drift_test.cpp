#include "adapters/drift.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace patchbay::adapters {
namespace {

boost::json::object reply(const std::string& json, int status = 200) {
  return {
      {"response", boost::json::object{{"status", status}, {"json", boost::json::parse(json)}}}};
}

/// "what place recorded -> live" of each.
std::vector<std::string> drift(const boost::json::object& recorded,
                               const boost::json::object& live) {
  std::vector<std::string> all;
  for (const auto& one : find_drift(recorded, live))
    all.push_back(one.what + " " + one.place + " " + one.recorded + " -> " + one.live);
  return all;
}

using Texts = std::vector<std::string>;

TEST(Drift, values_do_not_count) {
  EXPECT_EQ(drift(reply(R"({"a": 1, "b": [{"c": "x"}]})"),
                  reply(R"({"b": [{"c": "y"}, {"c": "z"}], "a": 7})")),
            Texts{});
}

TEST(Drift, fields_and_types_count_once_each) {
  EXPECT_EQ(drift(reply(R"({"a": 1, "old": {"x": 1}, "rows": [{"id": "1"}]})"),
                  reply(R"({"a": "1", "new": {"y": [1]}, "rows": [{"id": 1, "more": true}]})")),
            (Texts{"type a number -> text", "missing field old object -> (nothing)",
                   "type rows[].id text -> number", "new field new (nothing) -> object",
                   "new field rows[].more (nothing) -> boolean"}));
}

TEST(Drift, nothing_is_said_of_what_cannot_be_seen) {
  EXPECT_EQ(drift(reply(R"({"rows": [{"id": 1}], "a": 1})"), reply(R"({"rows": [], "a": null})")),
            Texts{});
  EXPECT_EQ(drift(reply(R"({"rows": []})"), reply(R"({"rows": [{"id": 1}]})")), Texts{});
}

TEST(Drift, a_place_is_not_its_neighbour) {
  EXPECT_EQ(drift(reply(R"({"row": null, "rows": 1})"), reply(R"({"row": 1, "rows": "x"})")),
            Texts{"type rows number -> text"});
}

TEST(Drift, another_status_is_all_that_is_said) {
  EXPECT_EQ(drift(reply("{}"), reply(R"({"error": 1})", 404)), Texts{"status  200 -> 404"});
  EXPECT_EQ(drift(reply("[]"), {{"failure", boost::json::object{{"stage", "connect"}}}}),
            Texts{R"(status  an answer -> {"failure":{"stage":"connect"}})"});
  EXPECT_EQ(drift(reply("[1]"), reply("{}")), Texts{"type  array -> object"});
}

}  // namespace
}  // namespace patchbay::adapters
