#include "adapters/page.h"

#include <algorithm>

namespace patchbay::adapters {
namespace {

using Cells = std::vector<std::string>;

std::string escaped_cell(const std::string& text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c == '\n' ? ' ' : c;
  }
  return cell;
}

std::string markdown_row(const Cells& cells) {
  std::string row = "|";
  for (const auto& cell : cells) row += " " + escaped_cell(cell) + " |";
  return row + "\n";
}

std::string html_text(const std::string& text) {
  std::string html;
  bool in_code = false;
  for (const char c : text) {
    if (c == '`') {
      html += in_code ? "</code>" : "<code>";
      in_code = !in_code;
    } else if (c == '&') {
      html += "&amp;";
    } else if (c == '<') {
      html += "&lt;";
    } else if (c == '>') {
      html += "&gt;";
    } else {
      html += c;
    }
  }
  return in_code ? html + "</code>" : html;
}

std::string html_row(const Cells& cells, const std::string& tag) {
  std::string row = "<tr>";
  for (const auto& cell : cells) row += "<" + tag + ">" + html_text(cell) + "</" + tag + ">";
  return row + "</tr>\n";
}

std::string html_block(const PageBlock& block) {
  if (block.kind == PageBlock::Kind::paragraph) return "<p>" + html_text(block.text) + "</p>\n";
  if (block.kind == PageBlock::Kind::heading) {
    const std::string tag = "h" + std::to_string(block.level);
    return "<" + tag + ">" + html_text(block.text) + "</" + tag + ">\n";
  }
  std::string table = "<table>\n" + html_row(block.columns, "th");
  for (const auto& row : block.rows) table += html_row(row, "td");
  return table + "</table>\n";
}

constexpr const char* style =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #ccc;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}code{background:#f3f3f3;padding:0 .2rem}";

}  // namespace

void Page::heading(int level, std::string text) {
  blocks_.push_back({PageBlock::Kind::heading, level, std::move(text), {}, {}});
}

void Page::paragraph(std::string text) {
  blocks_.push_back({PageBlock::Kind::paragraph, 0, std::move(text), {}, {}});
}

void Page::table(Cells columns, std::vector<Cells> rows) {
  if (rows.empty()) return;
  blocks_.push_back({PageBlock::Kind::table, 0, {}, std::move(columns), std::move(rows)});
}

std::string to_markdown(const Page& page) {
  std::string text;
  for (const auto& block : page.blocks()) {
    if (!text.empty()) text += "\n";
    if (block.kind == PageBlock::Kind::heading)
      text += std::string(static_cast<std::size_t>(block.level), '#') + " " + block.text + "\n";
    else if (block.kind == PageBlock::Kind::paragraph)
      text += block.text + "\n";
    else {
      text += markdown_row(block.columns) + markdown_row(Cells(block.columns.size(), "---"));
      for (const auto& row : block.rows) text += markdown_row(row);
    }
  }
  return text;
}

std::string to_html(const Page& page) {
  const auto& blocks = page.blocks();
  const auto title = std::find_if(blocks.begin(), blocks.end(), [](const PageBlock& block) {
    return block.kind == PageBlock::Kind::heading;
  });
  std::string html = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>" +
                     (title == blocks.end() ? "" : html_text(title->text)) + "</title>\n<style>" +
                     style + "</style>\n";
  for (const auto& block : blocks) html += html_block(block);
  return html + "</html>\n";
}

}  // namespace patchbay::adapters
