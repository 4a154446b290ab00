#include <cstdio>

#include "hub/app/demo/report.h"
#include "hub/base/money.h"

namespace patchbay::app {
namespace {

/// "69,659"
std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3;
       at > static_cast<std::ptrdiff_t>(first); at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

/// "bronze 22,836 · silver 533"
std::string listed(const std::map<std::string, std::int64_t>& numbers) {
  std::string text;
  for (const auto& [name, number] : numbers) {
    if (!text.empty()) text += "  ";
    text += name + " " + grouped(number);
  }
  return text;
}

std::string fixed(double number, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return text;
}

}  // namespace

std::string to_table(const DemoReport& report) {
  const auto& reconciled = report.reconciled;
  const std::pair<const char*, std::string> rows[] = {
      {"orders", grouped(report.orders)},
      {"rows rejected", grouped(report.rows_rejected)},
      {"customers", grouped(report.customers)},
      {"amount", format_minor(report.amount_minor, 2)},
      {"points", grouped(report.points)},
      {"tiers", listed(report.tiers)},
      {"rewards issued", listed(report.rewards_issued)},
      {"issued at partner", listed(report.issued_at_partner)},
      {"partner calls",
       grouped(report.partner_calls) + ", of which retries " + grouped(report.partner_retries)},
      {"unknown outcomes settled", grouped(report.unknown_settled)},
      {"reconciled", "matched " + grouped(reconciled.matched) + "  missing here " +
                         grouped(reconciled.missing_here) + "  missing there " +
                         grouped(reconciled.missing_there) + "  different " +
                         grouped(reconciled.different)},
      {"webhooks", "delivered " + grouped(report.webhooks_delivered) + "  verified " +
                       grouped(report.webhooks_verified)},
      {"dead letters", grouped(report.dead_letters)},
      {"seconds", fixed(report.seconds, 2)},
      {"peak memory",
       fixed(static_cast<double>(report.rss_peak_bytes) / (1024.0 * 1024.0), 1) + " MiB"},
  };
  std::string table;
  for (const auto& [name, value] : rows) {
    table += "  ";
    table += name;
    table.append(26 - std::char_traits<char>::length(name), ' ');
    table += value + "\n";
  }
  return table;
}

}  // namespace patchbay::app
