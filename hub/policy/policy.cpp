#include "hub/policy/policy.h"

#include <algorithm>
#include <filesystem>

#include "adapters/lua/script.h"
#include "hub/crypto/digest.h"
#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t files_max = 1000;

/// The policy files of a folder in order of name. Errors: not_found.
Result<std::vector<std::string>> policy_files(const std::string& folder) {
  std::error_code failure;
  std::filesystem::directory_iterator entries(folder, failure);
  if (failure)
    return not_found("the policy folder " + folder + " cannot be read: " + failure.message() +
                     "; create it or correct the setting");
  std::vector<std::string> files;
  for (const auto& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".lua") && !name.ends_with("_test.lua")) files.push_back(entry.path());
    if (files.size() > files_max)
      return invalid("the policy folder " + folder + " holds more than " +
                     std::to_string(files_max) + " .lua files; is it the right folder?");
  }
  if (files.empty())
    return not_found("the policy folder " + folder +
                     " holds no .lua file; point the setting at the folder with the rules");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<Policy> Policy::load(const std::string& folder) {
  const auto files = policy_files(folder);
  if (!files) return files.error();
  std::vector<adapters::lua::Declaration> all;
  for (const std::string& file : *files) {
    auto declared = adapters::lua::run_declarations(file, declaration_names());
    if (!declared) return declared.error();
    std::move(declared->begin(), declared->end(), std::back_inserter(all));
  }
  return from_declarations(all);
}

Result<Policy> Policy::from_declarations(
    const std::vector<adapters::lua::Declaration>& declarations) {
  auto rules = read_rules(declarations);
  if (!rules) return rules.error();
  Policy policy;
  policy.hash_ = crypto::to_hex(crypto::sha256(canonical_text(*rules)));
  policy.earn_ = std::move(rules->earn);
  policy.tiers_ = std::move(rules->tiers);
  policy.milestones_ = std::move(rules->milestones);
  return policy;
}

}  // namespace patchbay::policy
