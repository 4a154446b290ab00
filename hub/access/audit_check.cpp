#include <set>

#include "hub/access/audit_chain.h"

namespace patchbay::access {
namespace {

using Kind = ChainFinding::Kind;

std::string row_name(const AuditRow& row) {
  return "row " + std::to_string(row.id) + " at position " + std::to_string(row.position);
}

std::string positions(std::int64_t first, std::int64_t last) {
  if (first == last) return "position " + std::to_string(first);
  return "positions " + std::to_string(first) + " to " + std::to_string(last);
}

}  // namespace

void ChainCheck::report(ChainFinding finding) {
  ++count_;
  if (findings_.size() < findings_max) findings_.push_back(std::move(finding));
}

void ChainCheck::report_gap(const AuditRow& row) {
  const std::int64_t expected = last_.position + 1;
  if (row.position < expected)
    return report({Kind::reordered, row.position, row.id,
                   row_name(row) + " stands behind position " + std::to_string(last_.position)});
  const std::string gap = positions(expected, row.position - 1);
  if (rows_ == 1)
    return report({Kind::wrong_start, expected, row.id,
                   "the first row is " + row_name(row) + "; those at " + gap + " are missing"});
  report({Kind::missing, expected, 0, "the rows at " + gap + " are missing"});
}

void ChainCheck::add(const AuditRow& row) {
  ++rows_;
  if (row.position != last_.position + 1) {
    report_gap(row);  // what this row builds on is not there to be compared
  } else if (chain_hash(row, last_.hash) != row.hash) {
    Suspect suspect{row, last_, last_id_};
    if (suspects_.size() < suspects_max)
      suspects_.push_back(std::move(suspect));
    else
      judge(suspect, std::nullopt);  // there are too many to compare each with all
  }
  last_ = {row.position, row.hash};
  last_id_ = row.id;
}

/// The position at which a row was chained, if that is one of the doubtful ones.
std::optional<std::int64_t> ChainCheck::place_of(const Suspect& suspect) const {
  std::set<std::string> hashes;
  std::set<std::string> previous;
  for (const auto& each : suspects_) {
    hashes.insert(each.row.hash);
    previous.insert({each.row.hash, each.previous.hash});
  }
  AuditRow row = suspect.row;
  for (const auto& place : suspects_) {
    row.position = place.row.position;
    for (const auto& before : previous)
      if (hashes.contains(chain_hash(row, before))) return row.position;
  }
  return std::nullopt;
}

void ChainCheck::judge(const Suspect& suspect, const std::optional<std::int64_t>& place) {
  const AuditRow& row = suspect.row;
  if (place) {
    if (*place == row.position) return;  // itself as it was: the row before it is not
    return report({Kind::reordered, row.position, row.id,
                   row_name(row) + " belongs at position " + std::to_string(*place)});
  }
  std::string message = row_name(row) + " is not what was chained: it was changed";
  if (suspect.previous_id != 0)
    message +=
        ", or row " + std::to_string(suspect.previous_id) + " before it was together with its hash";
  report({Kind::changed, row.position, row.id, std::move(message)});
}

void ChainCheck::finish(const std::optional<ChainLink>& head) {
  for (const auto& suspect : suspects_) judge(suspect, place_of(suspect));
  suspects_.clear();
  if (!head || *head == last_) return;
  if (last_.position < head->position)
    return report(
        {Kind::tail_cut, last_.position + 1, 0,
         "the last rows, at " + positions(last_.position + 1, head->position) + ", are missing"});
  if (last_.position > head->position)
    return report({Kind::head_forged, head->position, 0,
                   "the head is at position " + std::to_string(head->position) +
                       ", but rows follow up to position " + std::to_string(last_.position)});
  report({Kind::head_forged, head->position, last_id_,
          "the last row's hash is not the head's: rows were changed together with their hashes, "
          "or the head was"});
}

}  // namespace patchbay::access
