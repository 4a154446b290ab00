#include "hub/access/audit_chain.h"

#include <gtest/gtest.h>

#include "hub/crypto/digest.h"

namespace patchbay::access {
namespace {

using Kind = ChainFinding::Kind;

AuditRow row_of(std::int64_t id) {
  AuditRow row;
  row.id = id;
  row.organisation = "acme";
  row.actor = "cli:anna";
  row.action = "switch.throw";
  row.subject = "partner:" + std::to_string(id);
  row.at = {1'000'000 + id};
  return row;
}

std::vector<AuditRow> chain_of(std::int64_t count) {
  std::vector<AuditRow> rows;
  ChainLink last = chain_begin();
  for (std::int64_t id = 1; id <= count; ++id) {
    rows.push_back(row_of(10 * id));
    chain(rows.back(), last);
  }
  return rows;
}

ChainLink head_of(const std::vector<AuditRow>& rows) {
  return {rows.back().position, rows.back().hash};
}

/// "kind@position" of each finding.
std::vector<std::string> found(const std::vector<AuditRow>& rows, const ChainLink& head,
                               const ChainLink& start = chain_begin()) {
  ChainCheck check(start);
  for (const auto& row : rows) check.add(row);
  check.finish(head);
  std::vector<std::string> names;
  for (const auto& finding : check.findings())
    names.push_back(std::string(name_of(finding.kind)) + "@" + std::to_string(finding.position));
  return names;
}

using Names = std::vector<std::string>;

TEST(AuditChainTest, the_hash_is_the_documented_one) {
  AuditRow row = row_of(7);
  row.position = 1;
  row.reason = "Grüße";
  row.detail = R"({"a":1})";
  row.address = "192.0.2.1";
  row.before = "{}";
  const std::string text = "17:patchbay-audit-v1,64:" + std::string(64, '0') +
                           ",1:1,1:7,4:acme,7:1000007,8:cli:anna,12:switch.throw,9:partner:7,"
                           "7:Grüße,7:{\"a\":1},9:192.0.2.1,2:{},0:,";
  EXPECT_EQ(chain_hash(row, chain_begin().hash), crypto::to_hex(crypto::sha256(text)));
}

TEST(AuditChainTest, every_field_counts) {
  const AuditRow row = row_of(7);
  const auto differs = [&](auto change) {
    AuditRow other = row;
    change(other);
    return chain_hash(other, "a") != chain_hash(row, "a");
  };
  EXPECT_TRUE(differs([](AuditRow& r) { r.id = 8; }));
  EXPECT_TRUE(differs([](AuditRow& r) { r.position = 2; }));
  EXPECT_TRUE(differs([](AuditRow& r) { r.at = {5}; }));
  EXPECT_TRUE(differs([](AuditRow& r) { r.organisation = "b"; }));
  for (const auto field :
       {&AuditRow::actor, &AuditRow::action, &AuditRow::subject, &AuditRow::reason,
        &AuditRow::detail, &AuditRow::address, &AuditRow::before, &AuditRow::after})
    EXPECT_TRUE(differs([field](AuditRow& r) { r.*field += "x"; }));
  EXPECT_NE(chain_hash(row, "a"), chain_hash(row, "b"));
  EXPECT_TRUE(differs([](AuditRow& r) {
    r.actor = "cli:annas";
    r.action = "witch.throw";
  })) << "what is moved over a border";
}

TEST(AuditChainTest, a_whole_chain_has_no_findings) {
  const auto rows = chain_of(50);
  EXPECT_EQ(found(rows, head_of(rows)), Names{});
  EXPECT_EQ(found({}, chain_begin()), Names{});
}

TEST(AuditChainTest, a_changed_row_is_named) {
  auto rows = chain_of(50);
  const auto head = head_of(rows);
  rows[19].reason = "another";
  EXPECT_EQ(found(rows, head), Names{"changed@20"});
  rows[19].hash = chain_hash(rows[19], rows[18].hash);
  EXPECT_EQ(found(rows, head), Names{"changed@21"}) << "its hash was made to fit";
}

TEST(AuditChainTest, missing_rows_are_named) {
  auto rows = chain_of(50);
  const auto head = head_of(rows);
  rows.erase(rows.begin() + 19, rows.begin() + 22);
  EXPECT_EQ(found(rows, head), Names{"missing@20"});
}

TEST(AuditChainTest, a_missing_row_that_was_closed_up_is_found) {
  auto rows = chain_of(10);
  const auto head = head_of(rows);
  rows.erase(rows.begin() + 4);
  for (std::size_t i = 4; i < rows.size(); ++i) --rows[i].position;
  EXPECT_FALSE(found(rows, head).empty());
}

TEST(AuditChainTest, swapped_rows_are_told_from_changed_ones) {
  const auto rows = chain_of(50);
  const auto swapped = [&](std::size_t a, std::size_t b) {
    auto moved = rows;
    std::swap(moved[a], moved[b]);
    std::swap(moved[a].position, moved[b].position);
    return found(moved, head_of(rows));
  };
  EXPECT_EQ(swapped(19, 29), (Names{"reordered@20", "reordered@30"}));
  EXPECT_EQ(swapped(19, 20), (Names{"reordered@20", "reordered@21"}));
  auto contents = rows;
  std::swap(contents[9].id, contents[30].id);
  std::swap(contents[9].subject, contents[30].subject);
  std::swap(contents[9].at, contents[30].at);
  EXPECT_EQ(found(contents, head_of(rows)), (Names{"reordered@10", "reordered@31"}));
}

TEST(AuditChainTest, a_cut_tail_is_found) {
  auto rows = chain_of(50);
  const auto head = head_of(rows);
  rows.resize(48);
  EXPECT_EQ(found(rows, head), Names{"tail_cut@49"});
  EXPECT_EQ(found({}, head), Names{"tail_cut@1"});
}

TEST(AuditChainTest, rows_made_anew_do_not_meet_the_head) {
  auto rows = chain_of(50);
  const auto head = head_of(rows);
  ChainLink last{39, rows[38].hash};
  rows[39].reason = "another";
  for (std::size_t i = 39; i < rows.size(); ++i) chain(rows[i], last);
  EXPECT_EQ(found(rows, head), Names{"head_forged@50"});
  AuditRow added = row_of(999);
  chain(added, last);
  rows.push_back(added);
  EXPECT_EQ(found(rows, head), Names{"head_forged@50"});
}

TEST(AuditChainTest, begins_behind_what_retention_removed) {
  const auto all = chain_of(50);
  const std::vector<AuditRow> rest(all.begin() + 20, all.end());
  const ChainLink anchor{20, all[19].hash};
  EXPECT_EQ(found(rest, head_of(all), anchor), Names{});
  EXPECT_EQ(found({rest.begin() + 2, rest.end()}, head_of(all), anchor), Names{"wrong_start@21"});
  EXPECT_EQ(found(rest, head_of(all), {20, all[18].hash}), Names{"changed@21"});
}

TEST(AuditChainTest, findings_are_bounded_and_counted) {
  auto rows = chain_of(3000);
  const auto head = head_of(rows);
  for (auto& row : rows) row.reason = "another";
  ChainCheck check(chain_begin());
  for (const auto& row : rows) check.add(row);
  check.finish(head);
  EXPECT_EQ(check.findings().size(), ChainCheck::findings_max);
  EXPECT_EQ(check.findings_in_all(), 3000);
}

}  // namespace
}  // namespace patchbay::access
