#include "hub/app/operator/trial_file.h"

#include <boost/json/parse.hpp>
#include <filesystem>

#include "adapters/pretty_json.h"
#include "hub/app/files.h"

namespace patchbay::app {
namespace {

std::string file_of(const std::string& tools_folder, const std::string& partner) {
  return tools_folder + "/try/" + partner + ".json";
}

}  // namespace

Result<void> keep_try(const std::string& tools_folder, const std::string& partner,
                      const boost::json::object& tried) {
  std::error_code failed;
  std::filesystem::create_directories(tools_folder + "/try", failed);
  if (failed) return unavailable(tools_folder + "/try: cannot be made: " + failed.message());
  return write_file(file_of(tools_folder, partner), adapters::pretty_json(tried));
}

Result<boost::json::object> last_try(const std::string& tools_folder, const std::string& partner) {
  const auto text = read_file(file_of(tools_folder, partner));
  if (!text)
    return not_found("there is no try of \"" + partner +
                     "\" to record; make one: patchbay partner try " + partner +
                     " CAPABILITY '{…}'");
  boost::json::error_code failed;
  const auto json = boost::json::parse(*text, failed);
  if (failed || !json.is_object())
    return corrupt(file_of(tools_folder, partner) + " cannot be read; try again");
  return json.as_object();
}

}  // namespace patchbay::app
