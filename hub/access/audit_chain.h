#pragma once
// The chain of an organisation's audit rows: pure (ADR 0017 says it for those who re-compute it).

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/access/audit.h"

namespace patchbay::access {

/// A row's place and hash; what the next row builds on.
struct ChainLink {
  std::int64_t position = 0;
  std::string hash;
  bool operator==(const ChainLink&) const = default;
};
/// What the first row of a chain builds on: position 0, 64 zeros.
ChainLink chain_begin();

/// SHA-256 in lower-case hex of netstrings ("<bytes>:<text>,"): "patchbay-audit-v1", the hash of
/// the row before, position, id, organisation, at (microseconds), actor, action, subject, reason,
/// detail, address, before, after; numbers in decimal. `row.position` is what is hashed;
/// `row.hash` is not looked at.
std::string chain_hash(const AuditRow& row, std::string_view previous_hash);

/// Gives the row the place behind `last` and moves it on.
void chain(AuditRow& row, ChainLink& last);

struct ChainFinding {
  enum class Kind {
    changed,      ///< a row is not what was chained
    missing,      ///< rows in the middle
    reordered,    ///< a row stands where another one was
    tail_cut,     ///< the last rows are missing
    head_forged,  ///< the head is not what was sealed, or not the last row's
    wrong_start,  ///< the first row is not the one after what retention removed
    chain_lost,   ///< a whole chain, or its head, is missing
  };
  Kind kind = Kind::changed;
  std::int64_t position = 0;  ///< where; of several missing rows the first
  std::int64_t id = 0;        ///< of the row, when there is one
  std::string message;        ///< a whole sentence
};
const char* name_of(ChainFinding::Kind kind);  ///< "changed", "tail_cut", …

/// Reads a chain row by row, in order of position, and collects what is wrong with it. Holds a few
/// rows at a time, however long the chain. Not thread safe.
class ChainCheck {
 public:
  /// More findings than these are only counted.
  static constexpr std::size_t findings_max = 1000;
  /// So many rows that do not fit are compared with each other, to tell moved from changed ones.
  static constexpr std::size_t suspects_max = 16;

  explicit ChainCheck(ChainLink start) : start_(start), last_(std::move(start)) {}
  void add(const AuditRow& row);
  /// After the last row. `head`: where the chain ends as its owner knows; not given: anywhere.
  void finish(const std::optional<ChainLink>& head);

  const std::vector<ChainFinding>& findings() const { return findings_; }
  std::int64_t findings_in_all() const { return count_; }
  std::int64_t rows() const { return rows_; }
  const ChainLink& last() const { return last_; }
  /// For what only the caller can see.
  void report(ChainFinding finding);

 private:
  struct Suspect {
    AuditRow row;
    ChainLink previous;
    std::int64_t previous_id = 0;
  };
  void judge(const Suspect& suspect, const std::optional<std::int64_t>& place);
  void report_gap(const AuditRow& row);
  std::optional<std::int64_t> place_of(const Suspect& suspect) const;

  ChainLink start_;
  ChainLink last_;
  std::int64_t last_id_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t count_ = 0;
  std::vector<Suspect> suspects_;
  std::vector<ChainFinding> findings_;
};

}  // namespace patchbay::access
