#include "hub/crypto/partner_digest.h"

#include <gtest/gtest.h>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {
namespace {

std::string hex(PartnerDigest kind, std::string_view text) {
  return to_hex(bytes_of(partner_digest(kind, text)));
}

// RFC 1321 A.5, RFC 3174 section 7.3, FIPS 180-4 examples.
TEST(PartnerDigest, gives_the_published_vectors) {
  EXPECT_EQ(hex(PartnerDigest::md5, ""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hex(PartnerDigest::md5, "abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hex(PartnerDigest::sha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(PartnerDigest::sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_TRUE(hex(PartnerDigest::sha384, "abc").starts_with("cb00753f45a35e8b"));
  EXPECT_TRUE(hex(PartnerDigest::sha512, "abc").starts_with("ddaf35a193617aba"));
  EXPECT_EQ(partner_digest(PartnerDigest::sha512, "").size(), 64u);
}

}  // namespace
}  // namespace patchbay::crypto
