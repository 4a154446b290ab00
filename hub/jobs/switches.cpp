#include "hub/jobs/switches.h"

#include <array>

namespace patchbay::jobs {
namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t reason_bytes_max = 500;
constexpr std::array kinds{SwitchKind::partner, SwitchKind::queue, SwitchKind::hub,
                           SwitchKind::read_only, SwitchKind::disabled};

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

class NoSwitches final : public SwitchBoard {
 public:
  bool stops_partner(const OrganisationId&, const std::string&) const override { return false; }
  bool is_disabled(const OrganisationId&, const std::string&) const override { return false; }
  bool stops_queue(const std::string&) const override { return false; }
  bool drains(const std::string&) const override { return false; }
  bool is_read_only() const override { return false; }
  std::vector<Switch> thrown() const override { return {}; }
  Subscription on_change(std::function<void()>) override { return {}; }
};

}  // namespace

const char* name_of(SwitchKind kind) {
  constexpr const char* names[] = {"partner", "queue", "hub", "read_only", "disabled"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<SwitchKind> parse_switch_kind(std::string_view name) {
  for (const auto kind : kinds)
    if (name == name_of(kind)) return kind;
  return std::nullopt;
}

Result<void> check(const Switch& thrown) {
  const bool wants_name = thrown.kind != SwitchKind::read_only;
  if (wants_name && thrown.name.empty())
    return invalid(std::string("name: a switch of kind ") + name_of(thrown.kind) + " needs one");
  if (!wants_name && !thrown.name.empty())
    return invalid("name: read-only mode is of the whole installation and has none");
  if (thrown.name.size() > name_bytes_max || has_control_characters(thrown.name))
    return invalid("name: it must be plain text of at most " + std::to_string(name_bytes_max) +
                   " bytes");
  if (thrown.reason.empty())
    return invalid("reason: it is missing; whoever finds the switch thrown will want to know");
  if (thrown.reason.size() > reason_bytes_max || has_control_characters(thrown.reason))
    return invalid("reason: it must be plain text of at most " + std::to_string(reason_bytes_max) +
                   " bytes");
  return {};
}

SwitchBoard& no_switches() {
  static NoSwitches none;
  return none;
}

}  // namespace patchbay::jobs
