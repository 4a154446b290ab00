#include <chrono>

#include "adapters/lua/csv_text.h"
#include "adapters/lua/xml_tree.h"
#include "tests/bench/plugs.h"

namespace patchbay::bench {
namespace {

constexpr int rounds = 50;
constexpr double csv_aim = 100, xml_aim = 60;  // MB a second

/// A settlement report of some 1 MB.
std::string csv_report() {
  std::string text = "reference,kind,amount,currency,time,state\n";
  for (int line = 0; line < 12'000; ++line)
    text += "rwd_" + std::to_string(100'000 + line) +
            ",retail,20.00,AUD,\"2024-03-05T01:02:03Z\",\"issued, not redeemed\"\n";
  return text;
}
std::string xml_report() {
  std::string text = "<?xml version=\"1.0\"?>\n<report>\n";
  for (int line = 0; line < 1'500; ++line)
    text += "  <line reference=\"rwd_" + std::to_string(100'000 + line) +
            "\"><kind>retail</kind><amount currency=\"AUD\">20.00</amount>"
            "<state>issued &amp; not redeemed</state></line>\n";
  return text + "</report>\n";
}

template <class Read>
double megabytes_a_second(const std::string& text, Read read) {
  read(text);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) read(text);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return static_cast<double>(text.size()) * rounds / 1e6 / took.count();
}

}  // namespace

std::vector<Measurement> measure_texts() {
  const double csv = megabytes_a_second(
      csv_report(), [](const std::string& text) { adapters::lua::read_csv(text, ',').value(); });
  const double xml = megabytes_a_second(
      xml_report(), [](const std::string& text) { adapters::lua::read_xml(text).value(); });
  return {{"csv_mb_per_s", csv, "MB/s", csv_aim}, {"xml_mb_per_s", xml, "MB/s", xml_aim}};
}

}  // namespace patchbay::bench
