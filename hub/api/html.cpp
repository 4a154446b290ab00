#include "hub/api/html.h"

#include "hub/api/browser_page.h"
#include "hub/base/text.h"
#include "hub/http/message.h"

namespace patchbay::api {

Html Html::text(std::string_view text) {
  return raw(escape_html(clean_text(text, 3 * text.size())));
}

Html Html::raw(std::string_view markup) {
  Html html;
  html.markup_ = markup;
  return html;
}

Html element(std::string_view name, const Html& inside) {
  std::string tag(name);
  return Html::raw("<" + tag + ">") + inside + Html::raw("</" + tag + ">\n");
}

Html element(std::string_view name, std::string_view text) {
  return element(name, Html::text(text));
}

Html block(std::string_view text) {
  // A line feed right behind the tag would be dropped.
  return Html::raw("<pre>\n") + Html::text(text) + Html::raw("</pre>\n");
}

Html link(const std::string& path, std::string_view text) {
  return Html::raw("<a href=\"" + escape_html(path) + "\">") + Html::text(text) + Html::raw("</a>");
}

Html table(const std::vector<std::string_view>& headings,
           const std::vector<std::vector<Html>>& rows) {
  Html head;
  for (const auto heading : headings) head += element("th", heading);
  Html all = element("tr", head);
  for (const auto& row : rows) {
    Html cells;
    for (const auto& cell : row) cells += element("td", cell);
    all += element("tr", cells);
  }
  return element("table", all);
}

Html facts(const std::vector<std::pair<std::string_view, Html>>& rows) {
  Html all;
  for (const auto& [name, value] : rows)
    all += element("tr", element("th", name) + element("td", value));
  return element("table", all);
}

Html button(const std::string& path, std::string_view label,
            const std::vector<HiddenField>& fields) {
  Html form = Html::raw("<form method=\"post\" action=\"" + escape_html(path) + "\">");
  for (const auto& field : fields)
    form += Html::raw("<input type=\"hidden\" name=\"" + escape_html(field.name) + "\" value=\"" +
                      escape_html(field.value) + "\">");
  form += Html::raw("<button>") + Html::text(label) + Html::raw("</button></form>\n");
  return form;
}

}  // namespace patchbay::api
