#include "hub/http/networks.h"

#include <gtest/gtest.h>

namespace patchbay::http {
namespace {

Networks networks(const std::string& list) { return Networks::parse_list(list).value(); }

TEST(Networks, contain_what_their_prefix_says) {
  const auto some = networks("10.0.0.0/8, 192.0.2.7 2001:db8::/32");
  for (const char* inside : {"10.0.0.0", "10.255.255.255", "192.0.2.7", "2001:db8::1",
                             "2001:0DB8:0:0::FF", "::ffff:10.1.2.3"})
    EXPECT_TRUE(some.contains(inside)) << inside;
  for (const char* outside : {"11.0.0.0", "9.255.255.255", "192.0.2.8", "2001:db9::1", "::1",
                              "::ffff:11.0.0.1", "", "10.0.0", "nonsense", "10.0.0.1%eth0"})
    EXPECT_FALSE(some.contains(outside)) << outside;
  EXPECT_FALSE(networks("").contains("10.0.0.1"));
  EXPECT_TRUE(networks("").empty());
  EXPECT_TRUE(networks("0.0.0.0/0").contains("255.255.255.255"));
  EXPECT_FALSE(networks("0.0.0.0/0").contains("::1"));
}

TEST(Networks, refuse_what_is_none) {
  for (const char* wrong :
       {"10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
        "2001:db8::/129", "2001:db8::1/32", "fe80::1%eth0", "example.com", "10.0.0.256", "/8"})
    EXPECT_FALSE(Networks::parse_list(wrong)) << wrong;
  std::string many;
  for (int i = 0; i < 101; ++i) many += "10.0.0." + std::to_string(i) + " ";
  EXPECT_FALSE(Networks::parse_list(many));
}

TEST(Networks, addresses_have_one_form) {
  EXPECT_EQ(normal_address("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(normal_address("2001:0DB8::0001"), "2001:db8::1");
  EXPECT_EQ(normal_address("192.0.2.1:80"), "");
}

std::string client(const std::string& peer,
                   const std::vector<std::pair<std::string, std::string>>& fields,
                   const std::string& trusted = "10.0.0.0/8 2001:db8::/32") {
  Headers headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  return client_address(peer, headers, networks(trusted));
}

TEST(ClientAddress, is_the_peers_unless_a_trusted_proxy_says_otherwise) {
  EXPECT_EQ(client("203.0.113.9", {{"X-Forwarded-For", "198.51.100.1"}}), "203.0.113.9")
      << "anybody can send the header";
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "198.51.100.1"}}, ""), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "198.51.100.1"}}), "198.51.100.1");
  EXPECT_EQ(client("10.0.0.1", {}), "10.0.0.1");
}

TEST(ClientAddress, is_the_right_most_that_is_no_proxy) {
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 198.51.100.1,10.0.0.2"}}),
            "198.51.100.1")
      << "what stands left of it the client wrote itself";
  EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "1.1.1.1"}, {"X-Forwarded-For", "2.2.2.2"}}),
            "2.2.2.2")
      << "several fields are one list";
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}}), "10.0.0.3");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "::ffff:198.51.100.1"}}), "198.51.100.1");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "198.51.100.1:4711"}}), "198.51.100.1");
}

TEST(ClientAddress, stops_where_nobody_can_read_on) {
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, unknown"}}), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, unknown, 10.0.0.2"}}), "10.0.0.2");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", ""}}), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "[::1"}}), "10.0.0.1");
}

TEST(ClientAddress, is_read_from_forwarded_too) {
  EXPECT_EQ(client("10.0.0.1", {{"Forwarded", "for=198.51.100.1;proto=https, for=10.0.0.2"}}),
            "198.51.100.1");
  EXPECT_EQ(client("2001:db8::1", {{"Forwarded", "proto=https; For=\"[2001:DB9::7]:4711\""}}),
            "2001:db9::7");
  EXPECT_EQ(client("10.0.0.1", {{"Forwarded", "for=_hidden"}}), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", {{"Forwarded", "for=1.1.1.1"}, {"X-Forwarded-For", "2.2.2.2"}}),
            "2.2.2.2");
}

}  // namespace
}  // namespace patchbay::http
