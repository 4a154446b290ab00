#include "adapters/lua/rule_file.h"
#include "adapters/lua/script.h"
#include "adapters/lua/vm.h"

namespace patchbay::adapters::lua {

Result<std::vector<Declaration>> run_declarations(const std::string& file,
                                                  const std::vector<std::string>& names,
                                                  const Limits& limits) {
  Result<Source> source = read_source(file);
  if (!source) return source.error();
  const auto rules = load_rule_file(source->name, std::move(source->text), names, {}, limits);
  if (!rules) return rules.error();
  return (*rules)->declarations();
}

}  // namespace patchbay::adapters::lua
