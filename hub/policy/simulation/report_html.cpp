#include "hub/policy/simulation/report_html.h"

#include "hub/policy/simulation/charts.h"

namespace patchbay::policy {
namespace {

using Table = std::map<std::string, Compared>;

constexpr std::size_t version_shown = 12;
constexpr std::size_t bars_max = 20;

/// Texts of one report: amounts in its currency.
class Words {
 public:
  explicit Words(const Currency& currency) : currency_(currency) {}
  std::string money(std::int64_t minor) const { return to_text(Money{minor, currency_}); }
  std::string money_change(std::int64_t minor) const {
    return (minor > 0 ? "+" : "") + money(minor);
  }

 private:
  Currency currency_;
};

std::string change_text(std::int64_t value) {
  return (value > 0 ? "+" : "") + std::to_string(value);
}

std::string cell(const char* tag, std::string_view text, bool is_number = false) {
  return std::string("<") + tag + (is_number ? " class=\"n\">" : ">") + escape_markup(text) + "</" +
         tag + ">";
}

std::string paragraph(std::string_view text) { return cell("p", text) + "\n"; }

/// A table of names: money and points of both versions.
std::string sums_table(const Table& table, const char* what, const Words& words) {
  std::string html = "<table><thead><tr>" + cell("th", what);
  for (const char* heading : {"Money before", "Money after", "Change", "Points before",
                              "Points after", "Change", "Times before", "Times after"})
    html += cell("th", heading, true);
  html += "</tr></thead><tbody>\n";
  for (const auto& [name, sums] : table) {
    const auto& [before, after] = sums;
    html += "<tr>" + cell("th", name) + cell("td", words.money(before.minor), true) +
            cell("td", words.money(after.minor), true) +
            cell("td", words.money_change(after.minor - before.minor), true) +
            cell("td", std::to_string(before.points), true) +
            cell("td", std::to_string(after.points), true) +
            cell("td", change_text(after.points - before.points), true) +
            cell("td", std::to_string(before.times), true) +
            cell("td", std::to_string(after.times), true) + "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::vector<ChartPoint> costs(const Table& table, const Words& words) {
  std::vector<ChartPoint> points;
  for (const auto& [name, sums] : table)
    points.push_back({name, sums.before.minor, sums.after.minor, words.money(sums.before.minor),
                      words.money(sums.after.minor)});
  return points;
}

std::string bars(const char* title, const Table& table, const Words& words) {
  if (table.empty()) return {};
  auto points = costs(table, words);
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
    return std::max(a.before, a.after) > std::max(b.before, b.after);
  });
  const bool is_cut = points.size() > bars_max;
  if (is_cut) points.resize(bars_max);
  return cell("h2", title) + "\n" + bar_chart(points, title) +
         (is_cut ? paragraph("Those that cost most; the JSON and CSV reports have all of them.")
                 : std::string());
}

std::string summary(const SimulationResult& result, const Words& words) {
  const auto& [before, after] = result.total;
  const auto card = [](const char* name, const std::string& value, const std::string& note) {
    return "<div class=\"card\">" + cell("span", name) + cell("b", value) + cell("i", note) +
           "</div>\n";
  };
  return "<div class=\"cards\">\n" +
         card("Cost", words.money(after.minor),
              "was " + words.money(before.minor) + ", " +
                  words.money_change(after.minor - before.minor)) +
         card("Points earned", std::to_string(after.points),
              "was " + std::to_string(before.points) + ", " +
                  change_text(after.points - before.points)) +
         card("Customers gaining", std::to_string(result.customers_gaining),
              std::to_string(result.customers_unchanged) + " as before") +
         card("Customers losing", std::to_string(result.customers_losing),
              std::to_string(result.facts_read) + " decisions looked at") +
         (before.shares != 0 || after.shares != 0
              ? card("Between businesses", words.money(after.shares),
                     "was " + words.money(before.shares))
              : std::string()) +
         "</div>\n";
}

std::string list(const std::vector<std::string>& sentences) {
  std::string html = "<ul>";
  for (const auto& sentence : sentences) html += cell("li", sentence);
  return html + "</ul>";
}

std::string biggest(const SimulationResult& result, const Words& words) {
  if (result.biggest.empty())
    return paragraph("No customer would have had anything else than now.");
  std::string html = "<table><thead><tr>" + cell("th", "Customer") + cell("th", "Money", true) +
                     cell("th", "Points", true) + cell("th", "Why, before") +
                     cell("th", "Why, after") + "</tr></thead><tbody>\n";
  for (const auto& change : result.biggest) {
    const auto& [before, after] = change.sums;
    html += "<tr>" + cell("th", change.customer) +
            cell("td", words.money_change(after.minor - before.minor), true) +
            cell("td", change_text(after.points - before.points), true) + "<td>" +
            list(change.why_before) + "</td><td>" + list(change.why_after) + "</td></tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string responsible(const SimulationResult& result, const Words& words) {
  Table changed;
  for (const auto& name : rules_responsible(result)) changed[name] = result.by_rule.at(name);
  if (changed.empty()) return paragraph("No rule gave anything else than before.");
  return sums_table(changed, "Rule", words);
}

std::string failures(const char* title, const std::map<std::string, std::int64_t>& counts) {
  if (counts.empty()) return {};
  std::string html = cell("h2", title) + "\n<ul>";
  for (const auto& [reason, times] : counts)
    html += cell("li", std::to_string(times) + " times: " + reason);
  return html + "</ul>\n";
}

std::string head_lines(const SimulationResult& result) {
  return cell("h1", "What the draft would have changed") + "\n" +
         paragraph("Decisions from " + to_rfc3339(result.from) + " until " +
                   to_rfc3339(result.until) + ". Before: version " +
                   result.base.substr(0, version_shown) + "; after: draft " +
                   result.draft.substr(0, version_shown) + ".") +
         "<p class=\"legend\"><span class=\"before\"></span>before <span class=\"after\"></span>"
         "after</p>\n";
}

}  // namespace

const char* report_style() {
  return "body{font:15px/1.5 system-ui,sans-serif;color:#1d2733;background:#fff;max-width:960px;"
         "margin:2em auto;padding:0 1em}h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em}"
         ".cards{display:flex;flex-wrap:wrap;gap:1em}.card{flex:1 1 180px;border:1px solid #d5dce4;"
         "border-radius:8px;padding:.8em 1em;display:flex;flex-direction:column}"
         ".card b{font-size:1.35em}.card i{color:#5c6b7a;font-style:normal;font-size:.9em}"
         "table{border-collapse:collapse;width:100%;font-size:.9em}th,td{text-align:left;"
         "vertical-align:top;padding:.35em .6em;border-bottom:1px solid "
         "#e3e8ee}.n{text-align:right;"
         "white-space:nowrap}td ul{margin:0;padding-left:1.1em}svg{width:100%;height:auto}"
         "svg text{font-size:12px;fill:#3d4a57}polyline{fill:none;stroke-width:2}"
         ".axis{stroke:#9aa7b4}polyline.before{stroke:#8494a4}polyline.after{stroke:#0b6bcb}"
         "rect.before,circle.before{fill:#8494a4}rect.after,circle.after{fill:#0b6bcb}"
         ".legend span{display:inline-block;width:1em;height:1em;vertical-align:-.1em;"
         "margin:0 .4em 0 1em}span.before{background:#8494a4}span.after{background:#0b6bcb}";
}

std::string report_body(const SimulationResult& result) {
  const Words words(result.currency);
  std::string html = head_lines(result) + summary(result, words);
  html += cell("h2", "Cost per day") + "\n";
  html += result.by_day.empty() ? paragraph("Nothing was decided in this period.")
                                : line_chart(costs(result.by_day, words), "Cost per day");
  html += bars("Cost by reward", result.by_reward, words);
  html += bars("Cost by partner", result.by_partner, words);
  html += cell("h2", "Rules that are responsible") + "\n" + responsible(result, words);
  html += cell("h2", "The biggest changes") + "\n" + biggest(result, words);
  html += failures("What the version before could not decide", result.failed_before);
  html += failures("What the draft could not decide", result.failed_after);
  return html;
}

std::string report_html(const SimulationResult& result) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width\">"
         "<title>Simulation of a draft</title><style>" +
         std::string(report_style()) + "</style></head>\n<body>\n" + report_body(result) +
         "</body></html>\n";
}

}  // namespace patchbay::policy
