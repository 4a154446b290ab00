#include "hub/api/policy_pages.h"

#include "hub/api/browser_page.h"

namespace patchbay::api {
namespace {

constexpr std::size_t shown_id = 12;  ///< characters of a version's name that tell it apart

Html time_of(const std::optional<Timestamp>& at) {
  return at ? Html::text(to_rfc3339(*at)) : Html::raw("&ndash;");
}

Html version_link(const std::string& id) {
  return link(policies_path({"versions", id}), id.substr(0, shown_id));
}

Html paragraphs(const std::vector<std::string>& lines, std::string_view name = "li") {
  Html all;
  for (const auto& line : lines) all += element(name, line);
  return name == "li" ? element("ul", all) : all;
}

/// A form with fields that a person fills in. `inputs` are written by the caller.
Html form(const std::string& path, const SiteFrame& frame, const Html& inputs,
          std::string_view label) {
  return Html::raw("<form method=\"post\" action=\"" + escape_html(path) +
                   "\"><input type=\"hidden\" name=\"form_token\" value=\"" +
                   escape_html(frame.form_token) + "\">") +
         inputs + element("button", label) + Html::raw("</form>\n");
}

Html reason_field() {
  return Html::raw(
      "<label>Why <input name=\"reason\" size=\"60\" maxlength=\"400\" required></label>\n");
}

Html number_form(const VersionPage& page, const SiteFrame& frame) {
  Html options;
  for (const auto& number : page.numbers)
    options += Html::raw("<option value=\"" + escape_html(number.path) + "\">") +
               Html::text(number.path + " (" + number.value + ")") + Html::raw("</option>\n");
  const Html inputs = Html::raw("<label>Number <select name=\"path\">") + options +
                      Html::raw(
                          "</select></label>\n<label>New value <input name=\"value\" size=\"20\" "
                          "maxlength=\"100\" required placeholder=\"AUD 25\"></label>\n") +
                      reason_field();
  return element("h2", "Change a number") +
         element("p", "This makes a draft; what is active stays as it is until you activate it.") +
         form(policies_path({"versions", page.version.id, "numbers"}), frame, inputs,
              "Make a draft");
}

/// Below the differences of tests that failed: what a person may answer to them.
Html accept_form(const VersionPage& page, const SiteFrame& frame) {
  if (!frame.may_change || page.tests->ok()) return {};
  return element("p",
                 "Did you change a number on purpose, and is every \"+ got\" above what you want? "
                 "Then write these results into the tests. This makes a draft; nothing else in "
                 "it changes.") +
         form(policies_path({"versions", page.version.id, "accept"}), frame, reason_field(),
              "These results are what I want: write them into the tests");
}

Html tests_of(const VersionPage& page, const SiteFrame& frame) {
  if (!page.tests) return {};
  const auto& tests = *page.tests;
  Html all =
      element("h2", "Tests") + element("p", std::to_string(tests.passed) + " pass, " +
                                                std::to_string(tests.failures.size()) + " fail.");
  for (const auto& failure : tests.failures) {
    std::string lines;
    for (const auto& line : failure.lines) lines += line + "\n";
    all += element("h3", failure.name + " (" + failure.where + ")") + block(lines);
  }
  all += accept_form(page, frame);
  if (!tests.untouched.empty())
    all += element("p", "No test touches:") + paragraphs(tests.untouched);
  return all;
}

/// What activating would say of partners, before anybody does it.
Html partners_of(const VersionPage& page) {
  if (!page.partner_problem.empty())
    return element("p", "It cannot become active here: " + page.partner_problem);
  if (page.partner_warnings.empty()) return {};
  return element("p", "Look at its partners before you activate it:") +
         paragraphs(page.partner_warnings);
}

/// What can be done next with a version, as its state is.
Html steps(const VersionPage& page, const SiteFrame& frame) {
  const auto& id = page.version.id;
  Html all = element("p", link(policies_path({"versions", id, "test"}), "Run its tests"));
  if (!frame.may_change || page.version.state == policy::VersionState::active) return all;
  return all +
         form(policies_path({"versions", id, "simulate"}), frame,
              Html::raw("<label>Over the last <input name=\"days\" type=\"number\" min=\"1\" "
                        "max=\"366\" value=\"30\" required> days</label>\n"),
              "Simulate against the active version") +
         partners_of(page) +
         form(policies_path({"versions", id, "activate"}), frame, reason_field(),
              "Activate this version now");
}

Html simulations_of(const VersionPage& page) {
  if (page.simulations.empty()) return {};
  std::vector<std::vector<Html>> rows;
  for (const auto& one : page.simulations)
    rows.push_back({link(policies_path({"simulations", one.id}), one.id),
                    Html::text(name_of(one.state)), version_link(one.base),
                    time_of(one.period.from), time_of(one.period.until), time_of(one.created_at)});
  return element("h2", "Simulations") +
         table({"Simulation", "State", "Against", "From", "Until", "Asked"}, rows);
}

Html rules_of(const std::vector<policy::RuleTable>& tables) {
  Html all;
  for (const auto& one : tables) {
    all += element("h2", one.title) + paragraphs(one.sentences);
    std::vector<std::string_view> headings(one.columns.begin(), one.columns.end());
    std::vector<std::vector<Html>> rows;
    for (const auto& row : one.rows) {
      rows.emplace_back();
      for (const auto& cell : row) rows.back().push_back(Html::text(cell));
    }
    all += table(headings, rows);
  }
  return all;
}

/// What the button "Roll back" does now.
Html roll_back_text(const std::vector<policy::Activation>& to_come) {
  if (to_come.empty())
    return element("p", "The version before the active one is active again, at once.");
  Html all;
  for (const auto& one : to_come)
    all += element("p", Html::text("Takes back what is to become active at " +
                                   to_rfc3339(one.active_from) + ": version ") +
                            version_link(one.version) + Html::text("."));
  return all + element("p", "The active version stays as it is.");
}

/// "activated", or what else an activation was.
std::string how_of(const policy::Activation& one) {
  if (one.takes_back != 0) return "taken back before its time";
  return one.rollback ? "rolled back" : "activated";
}

}  // namespace

std::string policies_path(const std::vector<std::string>& segments) {
  return site_path(policies_site(), segments);
}

Html versions_page(const std::vector<policy::VersionView>& versions,
                   const std::vector<policy::Activation>& to_come, const SiteFrame& frame) {
  if (versions.empty())
    return element("p", "There is no version yet. The hub makes the first one when it starts.");
  std::vector<std::vector<Html>> rows;
  for (const auto& one : versions)
    rows.push_back({version_link(one.id), Html::text(name_of(one.state)), time_of(one.created_at),
                    Html::text(one.created_by), Html::text(one.reason), time_of(one.tested_at),
                    time_of(one.simulated_at), time_of(one.active_from)});
  Html body =
      table({"Version", "State", "Made", "By", "Why", "Tested", "Simulated", "Active from"}, rows);
  if (frame.may_change)
    body += element("h2", "Go back") + roll_back_text(to_come) +
            form(policies_path({"rollback"}), frame, reason_field(), "Roll back");
  return body;
}

Html activations_page(const std::vector<policy::Activation>& activations) {
  if (activations.empty()) return element("p", "Nothing was activated yet.");
  std::vector<std::vector<Html>> rows;
  for (const auto& one : activations)
    rows.push_back({version_link(one.version), time_of(one.active_from), time_of(one.decided_at),
                    Html::text(how_of(one)), Html::text(one.actor), Html::text(one.reason)});
  return table({"Version", "Active from", "Decided", "How", "By", "Why"}, rows);
}

Html version_page(const VersionPage& page, const SiteFrame& frame) {
  const auto& version = page.version;
  Html body = facts({{"Version", Html::text(version.id)},
                     {"State", Html::text(name_of(version.state))},
                     {"Made", time_of(version.created_at)},
                     {"By", Html::text(version.created_by)},
                     {"Why", Html::text(version.reason)},
                     {"Tested", time_of(version.tested_at)},
                     {"Simulated", time_of(version.simulated_at)},
                     {"Active from", time_of(version.active_from)}});
  if (!page.changes.empty())
    body += element("h2", "What it changes") + paragraphs(policy::to_lines(page.changes));
  body += steps(page, frame) + simulations_of(page) + tests_of(page, frame) + rules_of(page.rules);
  if (frame.may_change) body += number_form(page, frame);
  return body;
}

}  // namespace patchbay::api
