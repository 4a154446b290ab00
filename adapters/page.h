#pragma once
// A page of headings, paragraphs and tables, as Markdown or HTML.

#include <string>
#include <vector>

namespace patchbay::adapters {

struct PageBlock {
  enum class Kind { heading, paragraph, table };
  Kind kind = Kind::paragraph;
  int level = 1;                               ///< of a heading, 1 to 3
  std::string text;                            ///< of a heading or paragraph; `code` in backticks
  std::vector<std::string> columns;            ///< of a table
  std::vector<std::vector<std::string>> rows;  ///< of a table
};

class Page {
 public:
  void heading(int level, std::string text);
  void paragraph(std::string text);
  /// Left out when it has no rows.
  void table(std::vector<std::string> columns, std::vector<std::vector<std::string>> rows);

  const std::vector<PageBlock>& blocks() const { return blocks_; }

 private:
  std::vector<PageBlock> blocks_;
};

std::string to_markdown(const Page& page);
/// One whole document; texts are escaped, text in backticks becomes <code>.
std::string to_html(const Page& page);

}  // namespace patchbay::adapters
