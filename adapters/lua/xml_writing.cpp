#include <Poco/Exception.h>
#include <Poco/SAX/AttributesImpl.h>
#include <Poco/XML/XMLWriter.h>

#include <algorithm>
#include <sstream>

#include "adapters/lua/xml_tree.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t name_bytes_max = 200;

/// The part of XML's names (XML 1.0, 2.3) that is ASCII, and all beyond it.
bool is_name(std::string_view name) {
  const auto starts = [](unsigned char c) {
    return std::isalpha(c) || c == '_' || c == ':' || c >= 0x80;
  };
  const auto goes_on = [&](unsigned char c) {
    return starts(c) || std::isdigit(c) || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= name_bytes_max &&
         starts(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), goes_on);
}

/// UTF-8 of characters that XML 1.0 allows (2.2).
bool is_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    const auto first = static_cast<unsigned char>(text[0]);
    if (bytes == 0 || (first < ' ' && first != '\t' && first != '\n' && first != '\r'))
      return false;
    text.remove_prefix(bytes);
  }
  return true;
}

Result<void> check(const XmlElement& element) {
  const auto bad_name = [](const std::string& name) {
    return invalid("\"" + clean_text(name, 60) + "\" cannot be a name in XML");
  };
  const Error bad_text = invalid("a text in <" + clean_text(element.name, 60) +
                                 "> is not UTF-8, or holds control characters");
  if (!is_name(element.name) || !is_text(element.name)) return bad_name(element.name);
  for (const auto& [name, value] : element.attributes) {
    if (!is_name(name) || !is_text(name)) return bad_name(name);
    if (!is_text(value)) return bad_text;
  }
  for (const auto& node : element.content) {
    const auto* inner = std::get_if<XmlElement>(&node);
    if (!inner && !is_text(std::get<std::string>(node))) return bad_text;
    if (!inner) continue;
    if (auto checked = check(*inner); !checked) return checked;
  }
  return {};
}

void write(Poco::XML::XMLWriter& writer, const XmlElement& element) {
  Poco::XML::AttributesImpl attributes;
  for (const auto& [name, value] : element.attributes)
    attributes.addAttribute("", "", name, "CDATA", value);
  writer.startElement("", "", element.name, attributes);
  for (const auto& node : element.content) {
    if (const auto* text = std::get_if<std::string>(&node))
      writer.characters(*text);
    else
      write(writer, std::get<XmlElement>(node));
  }
  writer.endElement("", "", element.name);
}

}  // namespace

Result<std::string> write_xml(const XmlElement& root) {
  if (auto checked = check(root); !checked) return checked.error();
  std::ostringstream text;
  try {
    Poco::XML::XMLWriter writer(text, Poco::XML::XMLWriter::WRITE_XML_DECLARATION);
    writer.setNewLine("\n");
    writer.startDocument();
    write(writer, root);
    writer.endDocument();
  } catch (const Poco::Exception& problem) {
    return invalid("XML cannot be written: " + clean_text(problem.message(), 200));
  }
  return std::move(text).str();
}

}  // namespace patchbay::adapters::lua
