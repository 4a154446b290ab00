#include <Poco/SAX/Attributes.h>
#include <Poco/SAX/DefaultHandler.h>
#include <Poco/SAX/SAXException.h>
#include <Poco/SAX/SAXParser.h>

#include <algorithm>

#include "adapters/lua/xml_tree.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(blanks) == std::string_view::npos;
}

/// What stands before the root element, where alone a document type may stand (XML 1.0, 2.8).
bool has_document_type(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const std::string_view end = text.starts_with("<?")     ? "?>"
                                 : text.starts_with("<!--") ? "-->"
                                                            : "";
    if (end.empty()) return text.starts_with("<!");
    const std::size_t at = text.find(end, 2);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + end.size());
  }
}

/// Builds the tree. Once a limit is broken it takes nothing more; it never throws, since expat,
/// which is C, stands between it and the caller.
class TreeBuilder final : public Poco::XML::DefaultHandler {
 public:
  using XMLString = Poco::XML::XMLString;
  using XMLChar = Poco::XML::XMLChar;

  std::string problem;
  XmlElement root;

  void startElement(const XMLString&, const XMLString&, const XMLString& name,
                    const Poco::XML::Attributes& attributes) override {
    count(1 + static_cast<std::size_t>(attributes.getLength()));
    if (open_.size() >= xml_depth_max)
      problem = "nested deeper than " + std::to_string(xml_depth_max) + " elements";
    if (!problem.empty()) return;
    end_text(true);
    XmlElement element{name, {}, {}};
    element.attributes.reserve(static_cast<std::size_t>(attributes.getLength()));
    for (int i = 0; i < attributes.getLength(); ++i)
      element.attributes.emplace_back(attributes.getQName(i), attributes.getValue(i));
    open_.push_back(std::move(element));
  }

  void characters(const XMLChar characters[], int start, int length) override {
    if (length > 0) text_.append(characters + start, static_cast<std::size_t>(length));
  }

  void endElement(const XMLString&, const XMLString&, const XMLString&) override {
    if (!problem.empty() || open_.empty()) return;
    end_text(!open_.back().content.empty());
    XmlElement element = std::move(open_.back());
    open_.pop_back();
    if (open_.empty())
      root = std::move(element);
    else
      open_.back().content.emplace_back(std::move(element));
  }

 private:
  /// The text until here is one node; blanks in an element that has elements are none.
  void end_text(bool has_elements) {
    if (!open_.empty() && !text_.empty() && !(has_elements && is_blank(text_))) {
      count(1);
      open_.back().content.emplace_back(text_);
    }
    text_.clear();
  }

  void count(std::size_t nodes) {
    nodes_ += nodes;
    if (nodes_ > xml_nodes_max)
      problem = "it has more than " + std::to_string(xml_nodes_max) + " elements and attributes";
  }

  std::vector<XmlElement> open_;
  std::string text_;  ///< since the last element began or ended
  std::size_t nodes_ = 0;
};

}  // namespace

Result<XmlElement> read_xml(std::string_view text) {
  const std::string what = "XML cannot be read: ";
  if (text.find('\0') != std::string_view::npos)
    return invalid(what + "it holds NUL bytes; UTF-8 and its kin are read, UTF-16 is not");
  if (has_document_type(text))
    return invalid(what + "it has a document type (<!DOCTYPE), which is refused for safety");
  TreeBuilder builder;
  try {
    Poco::XML::SAXParser parser;
    parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACES, false);
    parser.setContentHandler(&builder);
    parser.parseMemoryNP(text.data(), text.size());
  } catch (const Poco::XML::SAXParseException& problem) {
    return invalid(what + "line " + std::to_string(problem.getLineNumber()) + ": " +
                   clean_text(problem.message(), 200));
  } catch (const Poco::Exception& problem) {
    return invalid(what + clean_text(problem.message(), 200));
  }
  if (!builder.problem.empty()) return invalid(what + builder.problem);
  return std::move(builder.root);
}

}  // namespace patchbay::adapters::lua
