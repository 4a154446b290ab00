#include "hub/sync/order_chunk.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace patchbay::sync {
namespace {

Result<OrderChunk> read(const std::string& json, std::size_t orders_max = 10) {
  return read_chunk(boost::json::parse(json), "shop", orders_max);
}

const std::string one_order =
    R"({"id":"o1","customer":"7","ordered_at":5,"amount_minor":1250,"currency":"USD"})";

std::string result(const std::string& orders, const std::string& rejects = "") {
  return R"({"orders":[)" + orders + R"(],"rejects":[)" + rejects +
         R"(],"cursor":"c1","done":false,"bytes_done":10,"bytes_total":20})";
}

TEST(OrderChunk, reads_orders_and_position) {
  const auto chunk = read(result(one_order)).value();
  ASSERT_EQ(chunk.orders.size(), 1u);
  const auto& order = chunk.orders[0];
  EXPECT_EQ(order.source, "shop");
  EXPECT_EQ(order.id, "o1");
  EXPECT_EQ(order.customer, "7");
  EXPECT_EQ(order.amount.minor, 1250);
  EXPECT_EQ(order.amount.currency.text(), "USD");
  EXPECT_EQ(order.ordered_at, Timestamp{5});
  EXPECT_EQ(chunk.cursor, "c1");
  EXPECT_FALSE(chunk.done);
  EXPECT_EQ(chunk.bytes_done, 10);
  EXPECT_EQ(chunk.bytes_total, 20);
}

TEST(OrderChunk, keeps_the_partners_rejects) {
  const auto chunk = read(result("", R"({"line":3,"reason":"bad date","row":"1,2"})")).value();
  ASSERT_EQ(chunk.rejects.size(), 1u);
  EXPECT_EQ(chunk.rejects[0].line, 3);
  EXPECT_EQ(chunk.rejects[0].reason, "bad date");
  EXPECT_EQ(chunk.rejects[0].row, "1,2");
}

TEST(OrderChunk, an_order_that_cannot_be_taken_becomes_a_reject) {
  const std::string unknown_currency =
      R"({"id":"o1","customer":"7","ordered_at":0,"amount_minor":1,"currency":"ZZZ"})";
  const std::string nobody =
      R"({"id":"o2","customer":"","ordered_at":0,"amount_minor":1,"currency":"USD"})";
  const auto chunk = read(result(unknown_currency + "," + nobody + "," + one_order)).value();
  EXPECT_EQ(chunk.orders.size(), 1u);
  ASSERT_EQ(chunk.rejects.size(), 2u);
  EXPECT_NE(chunk.rejects[0].reason.find("ZZZ"), std::string::npos);
  EXPECT_EQ(chunk.rejects[1].row, "o2,,1970-01-01T00:00:00.000000Z,1,");
}

TEST(OrderChunk, other_forms_are_errors_that_name_the_partner) {
  for (const char* json : {"[]", "{}", "null", R"({"orders":{}})",
                           R"({"orders":[7],"rejects":[],"cursor":"","done":true})"}) {
    const auto chunk = read(json);
    ASSERT_FALSE(chunk) << json;
    EXPECT_EQ(chunk.error().kind, ErrorKind::invalid);
    EXPECT_NE(chunk.error().message.find("\"shop\""), std::string::npos);
  }
}

TEST(OrderChunk, more_orders_than_asked_for_are_refused) {
  EXPECT_TRUE(read(result(one_order + "," + one_order), 2));
  EXPECT_FALSE(read(result(one_order + "," + one_order), 1));
}

}  // namespace
}  // namespace patchbay::sync
