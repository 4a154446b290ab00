#pragma once
// Hostile scripts against the helpers of a partner's script.

#include "tests/unit/adapters/lua_attacks.h"

namespace patchbay::adapters::lua {

/// An attack whose requests, if it makes any, are all answered so.
struct HelperAttack {
  Attack attack;
  const char* answer = "[1]";
  const char* type = "application/json";
};

inline const HelperAttack helper_attacks[] = {
    // xml
    {{"xml_entity_bomb",
      "local e = '<!ENTITY a0 \"x\">' for i = 1, 20 do e = e .. '<!ENTITY a' .. i .. ' \"' .. "
      "('&a' .. (i - 1) .. ';'):rep(10) .. '\">' end xml.decode('<!DOCTYPE r [' .. e .. "
      "']><r>&a20;</r>')",
      "document type"}},
    {{"xml_external_entity", "xml.decode('<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r/>')",
      "document type"}},
    {{"xml_deep", "xml.decode(('<a>'):rep(20000) .. ('</a>'):rep(20000))", "deeper than 64"}},
    {{"xml_never_closed", "xml.decode(('<a>'):rep(100000))", "XML cannot be read"}},
    {{"xml_huge_text", "xml.decode('<a>' .. ('x'):rep(4000000) .. '</a>')", "instructions"}},
    {{"xml_many_elements", "xml.decode('<a>' .. ('<b/>'):rep(300000) .. '</a>')",
      "more than 20000"}},
    {{"xml_many_attributes",
      "local t = {} for i = 1, 60000 do t[i] = 'b' .. i .. '=\"\"' end "
      "xml.decode('<a ' .. table.concat(t, ' ') .. '/>')",
      ".lua:"}},
    {{"xml_in_a_loop",
      "local d = '<a>' .. ('<b>x</b>'):rep(3000) .. '</a>' while true do xml.decode(d) end",
      "instructions"}},
    {{"xml_in_pcall", "while true do pcall(xml.decode, ('<a>'):rep(5000)) end", "instructions"}},
    {{"xml_cycle", "local t = { 'a' } t[2] = t xml.encode(t)", "too deep"}},
    {{"xml_same_element_again_and_again",
      "local t = { 'a', ('x'):rep(10000) } for i = 1, 13 do t = { 'a', t, t } end xml.encode(t)",
      "instructions"}},
    {{"xml_huge_path", "xml.find({ 'a' }, ('a/'):rep(100000))", "path in XML"}},
    {{"xml_all_in_a_loop",
      "local t = { 'r' } for i = 2, 20000 do t[i] = { 'a' } end while true do xml.all(t, 'a') end",
      ".lua:3"}},
    {{"xml_text_in_a_loop", "local t = { 'r', ('x'):rep(1000000) } while true do xml.text(t) end",
      ".lua:3"}},
    {{"xml_of_a_reply", "local r = call:get('/') return r.xml", "document type"},
     "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
     "text/xml"},
    // csv
    {{"csv_endless_columns", "csv.decode((','):rep(1000000))", "more than 1000 columns"}},
    {{"csv_many_rows", "csv.decode(('a\\n'):rep(600000), { header = false })", "200000 fields"}},
    {{"csv_wide_rows", "csv.decode(((','):rep(900) .. '\\n'):rep(1000), { header = false })",
      "200000 fields"}},
    {{"csv_open_quote", "csv.decode('\"' .. ('x'):rep(1000000))", "quote"}},
    {{"csv_quotes", "csv.decode(('\"\"'):rep(500000))", "must return"}},
    {{"csv_in_a_loop", "local s = ('a,b\\n'):rep(1000) while true do csv.decode(s) end", ".lua:3"}},
    {{"csv_encode_the_same_row",
      "local r, t = { ('x'):rep(100000) }, {} for i = 1, 1000 do t[i] = r end csv.encode(t)",
      "8 MiB"}},
    {{"csv_encode_many_columns",
      "local c, t = {}, {} for i = 1, 5000 do c[i] = 'c' .. i end for i = 1, 5000 do t[i] = { a = "
      "1 "
      "} end csv.encode(t, { columns = c })",
      "instructions"}},
    // encodings and digests
    {{"base64_of_a_big_text", "local s = ('x'):rep(2000000) while true do base64.encode(s) end",
      ".lua:3"}},
    {{"base64_that_grows", "local s = 'x' while true do s = base64.encode(s) end", ".lua:3"}},
    {{"base64_bad_in_a_loop", "while true do pcall(base64.decode, ('!'):rep(10000)) end",
      "instructions"}},
    {{"hex_that_grows", "local s = 'x' while true do s = hex.encode(s) end", ".lua:3"}},
    {{"hash_in_a_loop", "local s = ('x'):rep(1000000) while true do hash.md5(s) end",
      "instructions"}},
    {{"hash_of_little_in_a_loop", "while true do hash.sha512('') end", "instructions"}},
    {{"hmac_with_a_huge_key",
      "local s = ('x'):rep(1000000) while true do hmac.sha512(s, s, 'raw') end", "instructions"}},
    {{"hmac_of_little_in_a_loop", "while true do hmac.sha256('', '') end", "instructions"}},
    // json
    {{"json_deep", "json.decode(('['):rep(100000) .. (']'):rep(100000))", "32 levels"}},
    {{"json_deep_objects", "json.decode(('{\"a\":'):rep(100000))", "32 levels"}},
    {{"json_many_numbers", "json.decode('[' .. ('1,'):rep(1000000) .. '1]')", ".lua:3"}},
    {{"json_of_the_same_text",
      "local s, t = ('x'):rep(1000000), {} for i = 1, 1000 do t[i] = s end json.encode(t)",
      ".lua:3"}},
    {{"json_of_the_same_table", "local t = { 1 } for i = 1, 30 do t = { t, t } end json.encode(t)",
      "instructions"}},
    {{"json_long_names",
      "local t = {} for i = 1, 5 do t[('x'):rep(1000000) .. i] = 1 end while true do "
      "json.encode(t) end",
      ".lua:3"}},
    {{"json_in_a_loop", "while true do pcall(json.decode, ('['):rep(30)) end", "instructions"}},
    // url
    {{"query_of_ampersands", "url.parse_query(('&'):rep(1000000))", "instructions"}},
    {{"query_of_one_name", "while true do url.parse_query(('a=1&'):rep(10000)) end", ".lua:3"}},
    {{"url_escape_that_grows", "local s = '%' while true do s = url.escape(s) end", ".lua:3"}},
    {{"url_build_in_a_loop", "while true do url.build('https://x.example/' .. ('a'):rep(7000)) end",
      ".lua:3"}},
    {{"path_of_braces", "call:get('/' .. ('{a}'):rep(100000), { path = { a = ('x'):rep(1000) } })",
      ".lua:3"}},
    // time and money
    {{"zones_that_are_none", "while true do pcall(time.text, 0, 'Nowhere/Land') end",
      "instructions"}},
    {{"zone_with_a_huge_name", "time.text(0, ('x'):rep(1000000))", "time zone is a name"}},
    {{"zones_in_a_loop", "while true do time.text(0, 'Europe/Berlin') end", "instructions"}},
    {{"time_patterns", "while true do time.format(0, ('%A'):rep(128)) end", "instructions"}},
    {{"time_scans", "while true do pcall(time.scan, ('1'):rep(128), ('%d'):rep(128)) end",
      "instructions"}},
    {{"time_of_a_huge_text", "time.parse(('1'):rep(1000000))", "128 characters"}},
    {{"time_adds", "while true do time.add(0, { months = 1, days = 1 }) end", "instructions"}},
    {{"money_in_a_loop", "while true do money.text(money.minor('19.95', 'AUD'), 'AUD') end",
      "instructions"}},
    {{"money_of_many_digits", "money.minor(('9'):rep(1000000), 'AUD')", ".lua:3"}},
    // log, output, secrets, ids
    {{"log_flood", "local s = ('x'):rep(10000) while true do log.info(s) end", "longer than"}},
    {{"log_of_little", "while true do log.debug('') end", "instructions"}},
    {{"log_of_a_big_table",
      "local t = {} for i = 1, 5000 do t[i] = ('x'):rep(100) end while true do log.info('x', { t = "
      "t }) end",
      ".lua:3"}},
    {{"output_flood", "local s = ('x'):rep(100000) while true do call:post('/a', { body = s }) end",
      "longer than"}},
    {{"result_flood", "return succeeded { text = ('x'):rep(5000000) }", ".lua:3"}},
    {{"secret_that_grows", "local s = call:secret('key') while true do s = s .. s end", "64 KiB"}},
    {{"secrets_in_a_loop", "while true do local s = call:secret('key') .. 'x' end",
      "instructions"}},
    {{"ids_in_a_loop", "while true do call:uuid() end", "instructions"}},
    // steps and pages
    {{"steps_for_ever", "while true do call:get('/a') end", "64 steps"}},
    {{"steps_in_pcall", "while true do pcall(call.get, call, '/a') end", "instructions"}},
    {{"waits_in_a_comparison", "table.sort({ 3, 2, 1 }, function() call:wait(1) end)", "sort"}},
    {{"waits_in_gsub", "('x'):gsub('x', function() call:wait(1) end)", "gsub"}},
    {{"endless_pages", "for x in call:each('/a', { by = 'page' }) do end", "more than 60 pages"}},
    {{"endless_cursor",
      "for x in call:each('/a', { by = 'cursor', next = 'n', items = 'd' }) do end",
      "the same page again"},
     R"({"d":[1],"n":"x"})"},
    {{"page_loop_in_pcall",
      "while true do pcall(function() for x in call:each('/a', { by = 'page' }) do end end) end",
      "instructions"}},
    {{"iterators_never_used", "while true do call:each('/a', { by = 'page' }) end",
      "instructions"}},
    {{"page_of_deep_json", "for x in call:each('/a', { by = 'page', items = 'd' }) do end",
      "no list"},
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["},
    {{"page_that_is_no_page", "for x in call:each('/a', { by = 'page' }) do end", "no list"},
     "{\"a\":{}}"},
    {{"require_that_is_none", "while true do pcall(require, 'none') end", "instructions"}},
    {{"require_outside", "require '../../etc/passwd'", "name of a file"}},
    {{"require_itself", "require 'partner'", "no file partner.lua"}},
    // the language once more
    {{"forged_outcome", "error({ kind = 'succeeded', result = {} })", "raised a table"}},
    {{"forged_outcome_returned", "return { kind = 'succeeded', result = {} }", "must return"}},
    {{"error_of_nothing", "error()", "raised a nil"}},
    {{"error_of_a_long_text", "error(('x'):rep(1000000))", "xxx"}},
    {{"write_to_a_text", "('').upper = 1", "index"}},
    {{"method_of_texts", "return ('x').__index()", "nil value"}},
    {{"byte_of_all", "return ('x'):rep(1000000):byte(1, -1)", ".lua:3"}},
    {{"many_arguments", "return select('#', table.unpack({}, 1, 900000))", ".lua:3"}},
    {{"format_of_the_widest",
      "local f, n = ('%99.99f'):rep(60), {} for i = 1, 60 do n[i] = 1e300 end "
      "while true do f:format(table.unpack(n)) end",
      ".lua:3"}},
    {{"number_of_many_digits", "local s = ('1'):rep(900000) while true do tonumber(s) end",
      ".lua:3"}},
    {{"number_of_many_letters", "local s = ('z'):rep(900000) while true do tonumber(s, 36) end",
      ".lua:3"}},
    {{"closures_without_end", "local f while true do local g = f f = function() return g end end",
      ".lua:3"}},
    {{"step_of_zero", "for i = 1, 10, 0 do end", "'for' step is zero"}},
    {{"changed_call", "call.get = nil call.key = 'other' return call:get()", "string expected"}},
    {{"changed_views", "url.query = nil", "cannot be changed"}},
    {{"changed_hmac", "hmac.sha256 = function() return '' end", "cannot be changed"}},
};

}  // namespace patchbay::adapters::lua
