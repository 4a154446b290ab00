// base64, hex, hash, hmac, url, time, money: known answers, and bad input.

#include "tests/unit/adapters/lua_call_support.h"

namespace patchbay::adapters::lua {
namespace {

void expect_error(const std::string& expression, const std::string& words) {
  const std::string end = value_of(expression);
  EXPECT_NE(end.find(words), std::string::npos) << expression << ": " << end;
  EXPECT_NE(end.find("partner.lua:2"), std::string::npos) << expression << ": " << end;
}

TEST(LuaEncodings, go_both_ways) {
  EXPECT_EQ(value_of("base64.encode('fo')"), "\"Zm8=\"");
  EXPECT_EQ(value_of("base64.decode('Zm8=')"), "\"fo\"");
  EXPECT_EQ(value_of("base64.decode('Zm9v\\r\\nYmE')"), "\"fooba\"");
  EXPECT_EQ(value_of("base64.url_encode('\\xff\\xfe\\xfd\\xfc')"), "\"__79_A\"");
  EXPECT_EQ(value_of("hex.encode(base64.url_decode('__79_A=='))"), "\"fffefdfc\"");
  EXPECT_EQ(value_of("hex.encode('a\\0')"), "\"6100\"");
  EXPECT_EQ(value_of("#hex.decode('0aFF')"), "2");
  for (const char* text : {"'!'", "'Z'", "'Zm8=x'", "'_-'", "('x'):rep(5)"})
    expect_error(std::string("base64.decode(") + text + ")", "base64");
  expect_error("base64.url_decode('+/')", "base64url");
  expect_error("hex.decode('abc')", "odd length");
  expect_error("hex.decode('zz')", "characters");
  expect_error("base64.encode()", "string expected");
}

// RFC 4231 test case 2, RFC 2202 test case 2.
TEST(LuaDigests, give_the_published_vectors) {
  EXPECT_EQ(value_of("hash.md5('abc')"), "\"900150983cd24fb0d6963f7d28e17f72\"");
  EXPECT_EQ(value_of("hash.sha1('abc', 'base64')"), "\"qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\"");
  EXPECT_EQ(value_of("hash.sha256('')"),
            "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"");
  EXPECT_EQ(value_of("#hash.sha384('x', 'raw') + #hash.sha512('x', 'raw')"), "112");
  EXPECT_EQ(value_of("hmac.sha256('Jefe', 'what do ya want for nothing?')"),
            "\"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\"");
  EXPECT_EQ(value_of("hmac.sha1('Jefe', 'what do ya want for nothing?')"),
            "\"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79\"");
  EXPECT_EQ(value_of("#hmac.sha512('', '', 'hex')"), "128");
  EXPECT_EQ(value_of("hmac.sha256('k', 'v', 'base64url'):find('=') == nil"), "true");
  expect_error("hash.sha256('x', 'bse64')", "did you mean \"base64\"");
  expect_error("hmac.sha256('k')", "string expected");
}

TEST(LuaUrl, builds_and_takes_apart) {
  EXPECT_EQ(value_of("url.query { b = { 1, 2 }, a = 'x&y' }"), "\"a=x%26y&b=1&b=2\"");
  EXPECT_EQ(value_of("url.parse_query('?a=1&b=x+y').b"), "\"x y\"");
  EXPECT_EQ(value_of("url.unescape('a%20b%zz%4')"), "\"a b%zz%4\"");
  EXPECT_EQ(
      value_of("url.parse('https://H.example:8443/p/q?code=1#f')"),
      R"({"host":"h.example","path":"/p/q","port":8443,"query":{"code":"1"},"scheme":"https"})");
  EXPECT_EQ(
      value_of("url.build('https://x.example/{id}', { path = { id = 'a b' }, query = { q = 1 } })"),
      "\"https://x.example/a%20b?q=1\"");
  EXPECT_EQ(value_of("url.build('http://x.example')"), "\"http://x.example/\"");
  expect_error("url.build('/x')", "whole address");
  expect_error("url.build('ftp://x/')", "");
  expect_error("url.parse('nonsense')", "");
  expect_error("url.query { a = {{}} }", "must be a text");
}

TEST(LuaTime, reads_what_partners_write) {
  const std::string instant = "1774747800000000";  // 2026-03-29T01:30:00Z
  EXPECT_EQ(value_of("time.parse('2026-03-29T01:30:00Z')"), instant);
  EXPECT_EQ(value_of("time.parse('2026-03-29T03:30:00+02:00')"), instant);
  EXPECT_EQ(value_of("time.parse('Sun, 29 Mar 2026 01:30:00 GMT')"), instant);
  EXPECT_EQ(value_of("time.parse('2026-03-29 03:30', 'Europe/Berlin')"), instant);
  EXPECT_EQ(value_of("time.parse('2026-03-29T01:30:00Z', 'Europe/Berlin')"), instant);
  // The clock jumps from 02:00 to 03:00: a reading in the gap is the first moment after it.
  EXPECT_EQ(
      value_of("time.text(time.parse('2026-03-29 02:30:00', 'Europe/Berlin'), 'Europe/Berlin')"),
      "\"2026-03-29T03:00:00+02:00\"");
  EXPECT_EQ(value_of("time.scan('29.03.26 03:30', '%d.%m.%y %H:%M', 'Europe/Berlin')"), instant);
  EXPECT_EQ(value_of("time.scan('29Mar2026 033000.250 +0200', '%d%b%Y %H%M%S.%L %z')"),
            "1774747800250000");
  EXPECT_EQ(value_of("time.from_seconds(1774747800)"), instant);
  EXPECT_EQ(value_of("time.from_millis(1774747800000)"), instant);
  for (const char* text : {"", "2026-02-30", "yesterday", "2026-03-29 03:30", "99999-01-01"})
    expect_error("time.parse('" + std::string(text) + "')", "no time");
  expect_error("time.scan('29.13.2026', '%d.%m.%Y')", "no time of the form");
  expect_error("time.scan('29.03.2026x', '%d.%m.%Y')", "no time of the form");
  expect_error("time.scan('1', '%Q')", "no time of the form");
  expect_error("time.parse('2026-03-29', 'Europe/Berlni')", "Europe/Berlin");
  expect_error("time.from_seconds(math.maxinteger)", "years 1 to 9999");
}

TEST(LuaTime, writes_what_partners_read) {
  const std::string at = "1774747800250000";
  EXPECT_EQ(value_of("time.text(" + at + ")"), "\"2026-03-29T01:30:00.250000Z\"");
  EXPECT_EQ(value_of("time.text(" + at + ", 'Australia/Sydney')"), "\"2026-03-29T12:30:00+11:00\"");
  EXPECT_EQ(value_of("time.date(" + at + ", 'America/New_York')"), "\"2026-03-28\"");
  EXPECT_EQ(value_of("time.http(" + at + ")"), "\"Sun, 29 Mar 2026 01:30:00 GMT\"");
  EXPECT_EQ(
      value_of("time.format(" + at + ", '%Y%m%d%H%M%S.%L %a %b %j %u %z %% %Z', 'Asia/Kolkata')"),
      "\"20260329070000.250 Sun Mar 088 7 +0530 % IST\"");
  EXPECT_EQ(value_of("time.seconds(" + at + ")"), "1774747800");
  EXPECT_EQ(value_of("time.millis(-1)"), "-1");
  EXPECT_EQ(value_of("time.parts(" + at + ").weekday"), "7");
  EXPECT_EQ(value_of("time.parts(" + at + ").day"), "29");
  expect_error("time.format(0, '%c')", "conversion %c");
  expect_error("time.format(0, 'x%')", "conversion");
  expect_error("time.format(0, ('x'):rep(300))", "256 bytes");
  expect_error("time.text(math.maxinteger)", "years 1 to 9999");
  expect_error("time.text(0.5)", "integer");
}

TEST(LuaTime, moves_by_calendar_and_clock) {
  EXPECT_EQ(value_of("time.date(time.add(time.parse('2026-01-31'), { months = 1 }))"),
            "\"2026-02-28\"");
  EXPECT_EQ(value_of("time.date(time.add(time.parse('2024-02-29'), { years = 1, days = 1 }))"),
            "\"2025-03-01\"");
  EXPECT_EQ(value_of("time.date(time.add(time.parse('2026-01-01'), { weeks = -1 }))"),
            "\"2025-12-25\"");
  // A day in Berlin has 23 hours on that date; twenty-four hours are twenty-four hours.
  EXPECT_EQ(value_of("time.text(time.add(time.parse('2026-03-28 12:00', 'Europe/Berlin'), "
                     "{ days = 1 }, 'Europe/Berlin'))"),
            "\"2026-03-29T10:00:00.000000Z\"");
  EXPECT_EQ(value_of("time.text(time.add(time.parse('2026-03-28 12:00', 'Europe/Berlin'), "
                     "{ hours = 24 }))"),
            "\"2026-03-29T11:00:00.000000Z\"");
  EXPECT_EQ(value_of("time.add(5, { seconds = -1 })"), "-999995");
  expect_error("time.add(0, { fortnights = 1 })", "knows years");
  expect_error("time.add(0, { days = 1 << 40 })", "9 digits");
  expect_error("time.add(0, { years = 9000 })", "1 to 9999");
  expect_error("time.add(0, { months = -100000 })", "1 to 9999");
}

TEST(LuaMoney, is_exact_both_ways) {
  EXPECT_EQ(value_of("money.minor('19.95', 'AUD')"), "1995");
  EXPECT_EQ(value_of("money.minor(20, 'AUD')"), "2000");
  EXPECT_EQ(value_of("money.minor('-0.05', 'AUD')"), "-5");
  EXPECT_EQ(value_of("money.text(1995, 'AUD')"), "\"19.95\"");
  EXPECT_EQ(value_of("money.text(5, 'KWD')"), "\"0.005\"");
  EXPECT_EQ(value_of("money.text(AUD '19.95')"), "\"19.95\"");
  EXPECT_EQ(value_of("money.exponent('JPY')"), "0");
  expect_error("money.minor(19.95, 'AUD')", "written as text");
  expect_error("money.minor('19.955', 'AUD')", "decimals");
  expect_error("money.minor('1e3', 'AUD')", "");
  expect_error("money.minor('1', 'XXX')", "XXX");
  expect_error("money.text(0.5, 'AUD')", "whole minor units");
  expect_error("money.text('5', 'AUD')", "whole minor units");
  expect_error("money.text({}, 'AUD')", "whole minor units");
}

}  // namespace
}  // namespace patchbay::adapters::lua
