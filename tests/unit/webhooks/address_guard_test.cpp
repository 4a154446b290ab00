#include "webhooks/address_guard.h"

#include <gtest/gtest.h>

namespace patchbay::webhooks {
namespace {

std::string refusal(const std::string& address, const std::string& allowed = {}) {
  const AddressGuard guard(http::Networks::parse_list(allowed).value());
  return guard.refusal(boost::asio::ip::make_address(address));
}

TEST(AddressGuard, refuses_what_is_not_public) {
  for (const char* address : {"127.0.0.1",    "127.255.255.254", "0.0.0.0",    "0.1.2.3",
                              "10.0.0.1",     "10.255.255.255",  "172.16.0.1", "172.31.255.255",
                              "192.168.0.1",  "169.254.169.254", "100.64.0.1", "100.127.255.255",
                              "192.0.0.1",    "192.0.2.1",       "198.18.0.1", "198.19.255.255",
                              "198.51.100.1", "203.0.113.1",     "224.0.0.1",  "239.255.255.255",
                              "240.0.0.1",    "255.255.255.255", "::",         "::1",
                              "fe80::1",      "fe80::1%2",       "fc00::1",    "fd00:ec2::254",
                              "ff02::1",      "2001:db8::1",     "100::1",     "2001::1",
                              "fec0::1",      "64:ff9b:1::1",    "5f00::1"})
    EXPECT_NE(refusal(address), "") << address;
}

TEST(AddressGuard, refuses_ipv4_in_every_ipv6_form) {
  for (const char* address :
       {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::"})
    EXPECT_NE(refusal(address), "") << address;
}

TEST(AddressGuard, lets_public_addresses_pass) {
  for (const char* address :
       {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
        "169.253.1.1", "192.0.1.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111",
        "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"})
    EXPECT_EQ(refusal(address), "") << address;
}

TEST(AddressGuard, what_is_allowed_passes_in_every_form) {
  EXPECT_EQ(refusal("127.0.0.1", "127.0.0.0/8"), "");
  EXPECT_EQ(refusal("::ffff:127.0.0.1", "127.0.0.0/8"), "");
  EXPECT_EQ(refusal("2002:7f00:1::", "127.0.0.0/8"), "");
  EXPECT_EQ(refusal("::1", "127.0.0.0/8 ::1"), "");
  EXPECT_NE(refusal("::1", "127.0.0.0/8"), "");
  EXPECT_NE(refusal("10.0.0.1", "127.0.0.0/8"), "");
}

TEST(AddressGuard, says_what_to_do) {
  const auto why = refusal("169.254.169.254");
  EXPECT_NE(why.find("169.254.169.254"), std::string::npos);
  EXPECT_NE(why.find("webhooks.allowed_networks"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::webhooks
