#include "hub/crypto/key_ring.h"

#include <gtest/gtest.h>

#include <set>

#include "hub/crypto/aes_gcm.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::crypto {
namespace {

const std::string hex_a(64, 'a');
const std::string hex_b(64, 'b');

KeyRing ring_of(const std::string& lines) { return KeyRing::parse(lines).value(); }

std::string unhex(std::string_view text) { return from_hex(text).value(); }

TEST(AesGcm, GivesTestCase16OfTheGcmSpecification) {
  const std::string key = unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string nonce = unhex("cafebabefacedbaddecaf888");
  const std::string associated = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string plain = unhex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  std::string sealed(plain.size() + gcm_tag_bytes, '\0');
  gcm_seal(key, nonce, associated, plain, sealed);
  EXPECT_EQ(to_hex(bytes_of(sealed)),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(gcm_open(key, nonce, associated, sealed), plain);
}

TEST(KeyRing, OpensWhatItSealed) {
  const auto ring = KeyRing::from_hex_key(Secret(hex_a)).value();
  for (const std::string& plain : {std::string(), std::string("token"), std::string(100'000, '\0')})
    EXPECT_EQ(ring.open(ring.seal(plain, "t/1/c"), "t/1/c").value().reveal(), plain);
}

TEST(KeyRing, SealsTheSameTextDifferentlyEachTime) {
  const auto ring = KeyRing::from_hex_key(Secret(hex_a)).value();
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(ring.seal("x", ""));
  EXPECT_EQ(seen.size(), 100U);
}

TEST(KeyRing, RefusesAnotherContext) {
  const auto ring = KeyRing::from_hex_key(Secret(hex_a)).value();
  EXPECT_EQ(ring.open(ring.seal("x", "t/1/c"), "t/2/c").error().kind, ErrorKind::corrupt);
}

TEST(KeyRing, RefusesAnyChangedCharacter) {
  const auto ring = KeyRing::from_hex_key(Secret(hex_a)).value();
  const std::string sealed = ring.seal("a voucher code", "t/1/c");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto opened = ring.open(changed, "t/1/c");
    ASSERT_FALSE(opened) << "position " << i;
    EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
  }
}

TEST(KeyRing, RefusesAnyCutText) {
  const auto ring = KeyRing::from_hex_key(Secret(hex_a)).value();
  const std::string sealed = ring.seal("a voucher code", "t/1/c");
  for (std::size_t size = 0; size < sealed.size(); ++size)
    ASSERT_FALSE(ring.open(sealed.substr(0, size), "t/1/c")) << "length " << size;
}

TEST(KeyRing, SealsWithTheNewestAndOpensWithEveryKey) {
  const std::string old_sealed = ring_of("2024 " + hex_a).seal("x", "c");
  const auto both = ring_of("# rotated in May\n2024 " + hex_a + "\n\n2025\t" + hex_b + "\r\n");
  EXPECT_EQ(both.open(old_sealed, "c").value().reveal(), "x");
  EXPECT_TRUE(both.seal("x", "c").starts_with("v1.2025."));
}

TEST(KeyRing, SaysCorruptWhenTheKeyIsUnknownOrAnother) {
  const std::string sealed = ring_of("2024 " + hex_a).seal("x", "c");
  EXPECT_EQ(ring_of("2025 " + hex_a).open(sealed, "c").error().kind, ErrorKind::corrupt);
  EXPECT_EQ(ring_of("2024 " + hex_b).open(sealed, "c").error().kind, ErrorKind::corrupt);
}

TEST(KeyRing, RefusesBadKeysWithoutQuotingThem) {
  const std::string bad_key = "deadbeef" + std::string(55, 'f');
  const std::string lines[] = {bad_key,       "k1 " + bad_key, "k1 " + hex_a + "\nk1 " + hex_b,
                               hex_a + " k1", "k.1 " + hex_a,  "",
                               "# nothing\n"};
  for (const auto& text : lines) {
    const auto ring = KeyRing::parse(text);
    ASSERT_FALSE(ring) << text;
    EXPECT_EQ(ring.error().kind, ErrorKind::invalid);
    EXPECT_EQ(ring.error().message.find("deadbeef"), std::string::npos);
    EXPECT_EQ(ring.error().message.find("aaaa"), std::string::npos);
  }
  EXPECT_EQ(KeyRing::from_hex_key(Secret(bad_key)).error().message.find("deadbeef"),
            std::string::npos);
  EXPECT_NE(KeyRing::parse("k1 " + hex_a + "\nk2 zz").error().message.find("line 2"),
            std::string::npos);
}

TEST(KeyRing, OneKeyOfASecretNeverOpensForAnother) {
  auto ring = KeyRing::generate("k1");
  EXPECT_FALSE(KeyRing::generate("k1").open(ring.seal("x", "c"), "c"));
  EXPECT_TRUE(ring_of(std::string(ring.lines().reveal())).covers(ring));
}

TEST(KeyRing, ReadsARingOfOneLine) {
  const auto ring = ring_of("k1 " + hex_a + "; k2 " + hex_b + ";");
  EXPECT_EQ(ring.ids(), (std::vector<std::string>{"k1", "k2"}));
  EXPECT_EQ(ring.active(), "k2");
}

TEST(KeyRing, KeepsTheOrderOfThreeKeysWhateverTheirNames) {
  const auto ring = ring_of("z " + hex_a + "\na " + hex_b + "\nm " + std::string(64, 'c'));
  EXPECT_EQ(ring.ids(), (std::vector<std::string>{"z", "a", "m"}));
  EXPECT_EQ(ring.with(ring_of("b " + std::string(64, 'd'))).ids(),
            (std::vector<std::string>{"z", "a", "m", "b"}));
  EXPECT_EQ(ring.without("m").value().active(), "a");
  EXPECT_EQ(ring.without("q").error().kind, ErrorKind::not_found);
  EXPECT_EQ(ring_of("k " + hex_a).without("k").error().kind, ErrorKind::refused);
}

TEST(KeyRing, CopiesFollowAReplacement) {
  auto ring = ring_of("k1 " + hex_a);
  const KeyRing copy = ring;  // as the parts of a running hub hold it
  const auto before = copy.seal("x", "c");
  ring.replace(ring_of("k1 " + hex_a + "\nk2 " + hex_b));
  EXPECT_TRUE(copy.seal("x", "c").starts_with("v1.k2."));
  EXPECT_EQ(copy.open(before, "c").value().reveal(), "x");
}

TEST(KeyRing, AsksItsSourceForAnUnknownKeyAndGoesOnSealingWithItsOwn) {
  auto ring = ring_of("k1 " + hex_a);
  const auto newer = ring_of("k1 " + hex_a + "\nk2 " + hex_b);
  int asked = 0;
  ring.set_source([&] {
    ++asked;
    return std::optional(newer);
  });
  EXPECT_EQ(ring.open(newer.seal("x", "c"), "c").value().reveal(), "x");
  EXPECT_EQ(ring.open(newer.seal("y", "c"), "c").value().reveal(), "y");
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(ring.active(), "k1") << "only replace() makes a key seal";
  EXPECT_FALSE(ring.open(ring_of("k9 " + hex_b).seal("x", "c"), "c"));
  EXPECT_EQ(asked, 2);
}

TEST(KeyRing, CoversWhatHasTheSameBytes) {
  const auto both = ring_of("k1 " + hex_a + "\nk2 " + hex_b);
  EXPECT_TRUE(both.covers(ring_of("k2 " + hex_b)));
  EXPECT_FALSE(ring_of("k2 " + hex_b).covers(both));
  EXPECT_FALSE(ring_of("k1 " + hex_b + "\nk2 " + hex_b).covers(both));
}

TEST(KeyRing, SaysUnderWhichKeyATextIsSealed) {
  EXPECT_EQ(key_id_of(ring_of("2024 " + hex_a).seal("x", "c")), "2024");
  for (const char* text : {"", "v1", "v1.", "v1.k1", "v2.k1.xx", "k1.abc"})
    EXPECT_FALSE(key_id_of(text)) << text;
}

TEST(KeyRing, BlindIndexIsKeyedAndFoundUnderEveryKey) {
  const auto ring = ring_of("2024 " + hex_a);
  EXPECT_EQ(ring.blind_index("+61400000000").size(), 5U + 64U);
  EXPECT_TRUE(ring.blind_index("x").starts_with("2024."));
  EXPECT_EQ(ring.blind_index("+61400000000"), ring.blind_index("+61400000000"));
  EXPECT_NE(ring.blind_index("+61400000000"), ring.blind_index("+61400000001"));
  EXPECT_NE(ring.blind_index("x"), ring_of("2024 " + hex_b).blind_index("x"));
  const auto newer = ring_of("2024 " + hex_a + "\n2025 " + hex_b);
  EXPECT_TRUE(newer.blind_index("x").starts_with("2025."));
  EXPECT_EQ(newer.blind_indexes("x"),
            (std::vector<std::string>{newer.blind_index("x"), ring.blind_index("x")}));
}

TEST(SystemRandom, GivesHexOfTheLengthAndDoesNotRepeat) {
  EXPECT_EQ(random_hex(32).reveal().size(), 64U);
  EXPECT_NE(random_hex(32).reveal(), random_hex(32).reveal());
}

}  // namespace
}  // namespace patchbay::crypto
