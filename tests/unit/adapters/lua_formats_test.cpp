// xml and csv: both ways, and what they refuse.

#include "adapters/lua/csv_text.h"
#include "adapters/lua/xml_tree.h"
#include "tests/unit/adapters/lua_call_support.h"

namespace patchbay::adapters::lua {
namespace {

TEST(Xml, keeps_names_attributes_texts_and_their_order) {
  const auto root = read_xml(
      "\xEF\xBB\xBF<?xml version=\"1.0\"?><!-- c -->\n"
      "<s:a xmlns:s=\"urn:x\" id=\"&lt;7&gt;\">\n  <b>x<i>y</i>z</b>\n  <c/><![CDATA[ &raw; "
      "]]>\n</s:a>");
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_EQ(root->name, "s:a");
  ASSERT_EQ(root->attributes.size(), 2u);
  EXPECT_EQ(root->attributes[1], std::pair(std::string("id"), std::string("<7>")));
  const auto written = write_xml(*root);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_NE(written->find("<b>x<i>y</i>z</b><c/>"), std::string::npos) << *written;
  EXPECT_NE(written->find("xmlns:s=\"urn:x\""), std::string::npos) << *written;
  EXPECT_TRUE(written->starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")) << *written;
  const auto again = read_xml(*written);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(write_xml(*again).value(), *written);
}

TEST(Xml, reads_older_encodings) {
  const auto root = read_xml("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9</a>");
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_EQ(std::get<std::string>(root->content.at(0)), "\xC3\xA9");
}

TEST(Xml, refuses_what_is_not_plain_data) {
  std::string deep, wide = "<a>";
  for (int i = 0; i < 100; ++i) deep += "<a>";
  for (int i = 0; i < 100; ++i) deep += "</a>";
  for (std::size_t i = 0; i <= xml_nodes_max; ++i) wide += "<b/>";
  for (const auto& [text, words] : std::initializer_list<std::pair<std::string, const char*>>{
           {"", "line"},
           {"<a>", "line 1"},
           {"<a>\n</b>", "line 2"},
           {"<a/><b/>", "line 1"},
           {"<a>&unknown;</a>", "line 1"},
           {"plain", "line 1"},
           {"<!DOCTYPE a [<!ENTITY b \"bbb\">]><a>&b;</a>", "document type"},
           {"<?xml version=\"1.0\"?>\n<!-- x --><!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
            "document type"},
           {std::string("<\0a\0/\0>\0", 8), "NUL"},
           {deep, "deeper than 64"},
           {wide + "</a>", "more than 20000"}}) {
    const auto root = read_xml(text);
    ASSERT_FALSE(root) << text.substr(0, 60);
    EXPECT_NE(root.error().message.find(words), std::string::npos) << root.error().message;
  }
  EXPECT_FALSE(write_xml({"a b", {}, {}}));
  EXPECT_FALSE(write_xml({"1a", {}, {}}));
  EXPECT_FALSE(write_xml({"", {}, {}}));
  EXPECT_FALSE(write_xml({"a", {{"x=", "1"}}, {}}));
  EXPECT_FALSE(write_xml({"a", {}, {std::string("\x01")}}));
  EXPECT_FALSE(write_xml({"a", {}, {std::string("\xFF")}}));
  EXPECT_FALSE(write_xml({"a", {{"x", std::string("\0", 1)}}, {}}));
}

TEST(LuaXml, elements_are_tables) {
  const std::string doc =
      "xml.decode('<r><s:l n=\"1\"><c>A</c></s:l><l n=\"2\"><c>B</c>x</l>t<e/></r>')";
  EXPECT_EQ(value_of(doc + "[1]"), "\"r\"");
  EXPECT_EQ(value_of("xml.text(" + doc + ", 'l/c')"), "\"A\"");
  EXPECT_EQ(value_of("xml.text(" + doc + ")"), "\"t\"");
  EXPECT_EQ(value_of("xml.text(" + doc + ", 'e')"), "\"\"");
  EXPECT_EQ(value_of("xml.find(" + doc + ", 'l').n"), "\"1\"");
  EXPECT_EQ(value_of("xml.find(" + doc + ", 's:l/c')[2]"), "\"A\"");
  EXPECT_EQ(value_of("#xml.all(" + doc + ", 'l')"), "2");
  EXPECT_EQ(value_of("xml.all(" + doc + ", 'l')[2][3]"), "\"x\"");
  EXPECT_EQ(value_of("#xml.all(" + doc + ", 'none/l')"), "0");
  EXPECT_EQ(value_of("xml.find(" + doc + ", 'l/none') == nil"), "true");
  EXPECT_EQ(value_of("xml.text(" + doc + ", 'none') == nil"), "true");
  EXPECT_EQ(value_of("xml.decode(xml.encode { 'a', b = 1, { 'c', true, 'x' } })[2][2]"),
            "\"truex\"");
}

TEST(LuaXml, what_is_no_element_is_named) {
  for (const auto& [expression, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"xml.encode {}", "begin with its name"},
           {"xml.encode { 'a', { 'b', { 5 } } }", "/a/b must begin"},
           {"xml.encode { 'a', 0.5 }", "holds a number"},
           {"xml.encode { 'a', b = {} }", "holds a table"},
           {"xml.encode { 'a', [true] = 1 }", "neither"},
           {"xml.encode { 'a', type }", "holds a function"},
           {"xml.encode('a')", "must be a table"},
           {"xml.decode {}", "string expected"},
           {"xml.find('a', 'b')", "table expected"},
           {"xml.find({ 'a' }, '')", "path in XML"},
           {"(function() local t = { 'a' } t[2] = t return xml.encode(t) end)()", "too deep"}}) {
    const std::string end = value_of(expression);
    EXPECT_NE(end.find(words), std::string::npos) << expression << ": " << end;
    EXPECT_NE(end.find("partner.lua:2"), std::string::npos) << end;
  }
}

TEST(Csv, reads_quotes_line_ends_and_blank_lines) {
  const auto rows = read_csv("\xEF\xBB\xBFid,\"na\"\"me\"\r\n1,\"a,\nb\"\n\n 2 , \n", ',').value();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], (CsvRow{"id", "na\"me"}));
  EXPECT_EQ(rows[1], (CsvRow{"1", "a,\nb"}));
  EXPECT_EQ(rows[2], (CsvRow{"2", ""}));
  EXPECT_TRUE(read_csv("", ',').value().empty());
}

TEST(Csv, what_it_wrote_it_reads) {
  const std::vector<CsvRow> rows{{"a", "b;c", "\"q\"", " s "}, {"", "x\ny", "1", "\xC3\xA9"}, {""}};
  std::string text;
  for (const auto& row : rows) append_csv(text, row, ';');
  EXPECT_EQ(text, "a;\"b;c\";\"\"\"q\"\"\";\" s \"\r\n;\"x\ny\";1;\xC3\xA9\r\n\"\"\r\n");
  EXPECT_EQ(read_csv(text, ';').value(), rows);
}

TEST(Csv, broken_text_is_an_error_with_its_row) {
  for (const char* text : {"a\n\"b", "a\nb\"c", "a\n\"b\"c"}) {
    const auto rows = read_csv(text, ',');
    ASSERT_FALSE(rows) << text;
    EXPECT_NE(rows.error().message.find("row 2"), std::string::npos) << rows.error().message;
  }
  EXPECT_FALSE(read_csv(std::string(csv_columns_max, ','), ','));
}

TEST(LuaCsv, records_by_header_and_back) {
  EXPECT_EQ(value_of("csv.decode('id,n\\n1,a\\n2,b')"),
            R"([{"id":"1","n":"a"},{"id":"2","n":"b"}])");
  EXPECT_EQ(value_of("select(2, csv.decode('id,n\\n'))"), R"(["id","n"])");
  EXPECT_EQ(value_of("csv.decode('a;b', { header = false, separator = ';' })"), R"([["a","b"]])");
  EXPECT_EQ(value_of("csv.decode('')"), "[]");
  EXPECT_EQ(
      value_of("csv.encode({ { id = 1, n = 'x,y' }, { n = true } }, { columns = { 'id', 'n' } })"),
      R"("id,n\r\n1,\"x,y\"\r\n,true\r\n")");
  EXPECT_EQ(value_of("csv.encode({ { 1, 'a' } }, { separator = '\\t' })"), R"("1\ta\r\n")");
  EXPECT_EQ(value_of("csv.encode({})"), "\"\"");
  for (const auto& [expression, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"csv.decode('a,b\\n1')", "row 2 of the CSV has 1 fields, its header 2"},
           {"csv.decode('a,a\\n1,2')", "twice"},
           {"csv.decode('a', { seperator = ';' })", "knows the options"},
           {"csv.decode('a', { separator = '\"' })", "knows the options"},
           {"csv.encode({ { id = 1 } })", "order of the columns"},
           {"csv.encode({ 1 })", "list of records"},
           {"csv.encode({ { {} } })", "must be a text"},
           {"csv.encode({ a = 1 })", "list of records"}}) {
    const std::string end = value_of(expression);
    EXPECT_NE(end.find(words), std::string::npos) << expression << ": " << end;
  }
}

}  // namespace
}  // namespace patchbay::adapters::lua
