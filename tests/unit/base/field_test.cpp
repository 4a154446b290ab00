#include "hub/base/field.h"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

const std::vector<Field> fields{
    {.name = "port",
     .type = FieldType::integer,
     .default_value = "8080",
     .help = "",
     .maximum = 65535},
    {.name = "api_url",
     .type = FieldType::url,
     .default_value = {},
     .help = "where the partner is"},
    {.name = "verbose", .type = FieldType::boolean, .default_value = "false", .help = ""},
    {.name = "pin", .type = FieldType::integer, .default_value = "0", .help = "", .secret = true}};

std::string error_of(const std::map<std::string, std::string>& given) {
  const auto checked = FieldValues::check(fields, given);
  return checked ? "" : checked.error().message;
}

TEST(FieldValues, FillsDefaults) {
  const auto values = FieldValues::check(fields, {{"api_url", "https://a"}}).value();
  EXPECT_EQ(values.integer("port"), 8080);
  EXPECT_EQ(values.text("api_url"), "https://a");
  EXPECT_FALSE(values.boolean("verbose"));
  EXPECT_THROW(values.text("unknown"), std::out_of_range);
}

TEST(FieldValues, NamesTheNearestKnownSetting) {
  EXPECT_EQ(error_of({{"api_ulr", "https://a"}}),
            "unknown setting \"api_ulr\"; did you mean \"api_url\"?");
  EXPECT_EQ(error_of({{"colour", "red"}}), "unknown setting \"colour\"");
}

TEST(FieldValues, SaysWhatIsMissing) {
  EXPECT_EQ(error_of({}), "setting \"api_url\" is missing: where the partner is");
}

TEST(FieldValues, RefusesValuesOfAnotherType) {
  for (const char* number : {"", "80a", "-1", "65536", "1.5", "99999999999999999999", " 80"})
    EXPECT_NE(error_of({{"api_url", "https://a"}, {"port", number}}), "") << number;
  for (const char* flag : {"", "yes", "True", "1"})
    EXPECT_NE(error_of({{"api_url", "https://a"}, {"verbose", flag}}), "") << flag;
  for (const char* url : {"", "ftp://a", "a", "http:/a"})
    EXPECT_NE(error_of({{"api_url", url}}), "") << url;
}

TEST(FieldValues, NeverQuotesASecret) {
  const std::string message = error_of({{"api_url", "https://a"}, {"pin", "hunter2"}});
  EXPECT_NE(message, "");
  EXPECT_EQ(message.find("hunter2"), std::string::npos);
}

TEST(FieldValues, ObeysLengthsAndChoices) {
  Field zone{.name = "zone", .default_value = {}, .help = "", .length_min = 2, .length_max = 5};
  EXPECT_TRUE(check_value(zone, "north"));
  EXPECT_EQ(check_value(zone, "n").error().message,
            "setting \"zone\": \"n\" is not of at least 2 bytes");
  EXPECT_NE(check_value(zone, std::string(5'000, 'x')).error().message.find("at most 5 bytes"),
            std::string::npos);
  EXPECT_LT(check_value(zone, std::string(5'000, 'x')).error().message.size(), 200u);
  zone.one_of = {"north", "south"};
  EXPECT_TRUE(check_value(zone, "south"));
  EXPECT_EQ(check_value(zone, "west").error().message,
            "setting \"zone\": \"west\" is not one of: north, south");
  const Field size{.name = "size",
                   .type = FieldType::integer,
                   .default_value = {},
                   .help = "",
                   .length_max = 1,
                   .one_of = {"10", "20"}};
  EXPECT_TRUE(check_value(size, "20")) << "numbers have no length";
  EXPECT_FALSE(check_value(size, "30"));
}

TEST(FieldValues, RefusesNulInAPath) {
  const Field path{.name = "file", .type = FieldType::path, .default_value = {}, .help = ""};
  EXPECT_FALSE(check_value(path, std::string("a\0b", 3)));
  EXPECT_TRUE(check_value(path, "/a/b"));
}

}  // namespace
}  // namespace patchbay
