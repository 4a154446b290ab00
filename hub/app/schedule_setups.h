#pragma once
// Gathers the tables of schedules from the file. Private to the configuration.

#include <map>
#include <string>
#include <vector>

#include "hub/app/config_entry.h"
#include "hub/app/schedule_setup.h"

namespace patchbay::app {

/// "schedules.nightly.cron" in parts; nothing when the key is not of a schedule.
bool is_schedule_key(std::string_view key);

class ScheduleSetups {
 public:
  /// Takes one entry below "schedules.". Errors: invalid: a bad id, a table too deep.
  Result<void> take(const ConfigEntry& entry);
  /// All schedules in order of id, checked; `partners` are the ids that are configured. Errors:
  /// invalid, beginning with file and line.
  Result<std::vector<ScheduleSetup>> finish(const std::vector<std::string>& partners) const;

 private:
  struct Table {
    std::string where;                          ///< of its first line
    std::map<std::string, std::string> values;  ///< by setting
    std::map<std::string, std::string> places;
  };
  Result<ScheduleSetup> read(const std::string& id, const Table& table,
                             const std::vector<std::string>& partners) const;
  std::map<std::string, Table> tables_;
};

}  // namespace patchbay::app
