#include "hub/api/decision_pages.h"

#include "hub/api/policy_pages.h"

namespace patchbay::api {
namespace {

Html items(const std::vector<std::string>& lines) {
  Html all;
  for (const auto& line : lines) all += element("li", line);
  return element("ul", all);
}

}  // namespace

Html decisions_page(const std::vector<policy::KeptDecision>& decisions) {
  if (decisions.empty())
    return element("p", "Nothing to look at: no limit has held, flagged or told anything yet.");
  std::vector<std::vector<Html>> rows;
  for (const auto& one : decisions)
    rows.push_back({link(policies_path({"decisions", one.id}), one.id),
                    Html::text(to_rfc3339(one.decided_at)), Html::text(one.customer),
                    Html::text(one.reference), items(notices_of(one))});
  return element("p", "What limits held, flagged or told of, newest first.") +
         table({"Decision", "When", "Customer", "About", "What"}, rows);
}

Html decision_page(const ExplainedDecision& decision) {
  const auto& kept = decision.kept;
  Html body = facts({{"Decision", Html::text(kept.id)},
                     {"When", Html::text(to_rfc3339(kept.decided_at))},
                     {"Customer", Html::text(kept.customer)},
                     {"About", Html::text(kept.reference)},
                     {"Rules", link(policies_path({"versions", kept.version}), kept.version)}});
  body += element("h2", "Why") + items(decision.explanation.sentences);
  if (!decision.explanation.not_given.empty())
    body += element("h2", "What did not count") + items(decision.explanation.not_given);
  return body;
}

}  // namespace patchbay::api
