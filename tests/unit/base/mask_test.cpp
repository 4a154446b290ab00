#include "hub/base/mask.h"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

TEST(Mask, ShowsTheEndOfANumberThatIsLongEnough) {
  EXPECT_EQ(mask_number("+61 400 000 123"), "****0123");
  EXPECT_EQ(mask_number("6008 9432-1765"), "****1765");
  EXPECT_EQ(mask_number("\u00e4\u00f6\u00fc\u00e4\u00f6"), "****\u00e4\u00f6");
  EXPECT_EQ(mask_number("AB12345678"), "****5678");
  for (const char* number : {"", "1", "1234567", "12-34-56"})
    EXPECT_EQ(mask_number(number), "****");
}

TEST(Mask, ShowsTheFirstLettersOfAnAddress) {
  EXPECT_EQ(mask_email("jane.doe@example.com"), "j***@e***.com");
  EXPECT_EQ(mask_email("j@localhost"), "j***@l***");
  EXPECT_EQ(mask_email("\"a@b\"@example.co.uk"), "\"***@e***.uk");
  for (const char* text : {"", "jane", "@example.com"}) EXPECT_EQ(mask_email(text), "***");
}

TEST(Mask, ShowsTheFirstLettersOfAName) {
  EXPECT_EQ(mask_name("Jane Doe"), "J*** D***");
  EXPECT_EQ(mask_name("  Zoë   de  la Cruz "), "Z*** d*** l***");
  EXPECT_EQ(mask_name("Øystein"), "Ø***");
  EXPECT_EQ(mask_name(""), "");
}

}  // namespace
}  // namespace patchbay
