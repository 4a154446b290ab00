#include <toml++/toml.h>

#include "hub/app/config_entry.h"

namespace patchbay::app {
namespace {

/// Walks the tables of one document. Tables nest at most as deep as the parser allows.
class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  Result<void> walk(const toml::table& table, const std::string& prefix) {
    if (table.empty() && !prefix.empty()) entries.push_back({prefix, "", at(table), true});
    for (const auto& [part, node] : table) {
      const std::string key =
          prefix.empty() ? std::string(part.str()) : prefix + "." + std::string(part.str());
      const toml::table* inner = node.as_table();
      if (auto read = inner ? walk(*inner, key) : leaf(key, node); !read) return read;
    }
    return {};
  }

  std::vector<ConfigEntry> entries;

 private:
  Result<void> leaf(const std::string& key, const toml::node& node) {
    const auto partner = partner_key(key);
    if (partner && is_secret_name(partner->setting)) return secret(*partner, node);
    std::string value;
    if (const auto* text = node.as_string())
      value = text->get();
    else if (const auto* number = node.as_integer())
      value = std::to_string(number->get());
    else if (const auto* flag = node.as_boolean())
      value = flag->get() ? "true" : "false";
    else
      return invalid(at(node) + ": setting \"" + key +
                     "\" must be a text, a whole number, true or false");
    entries.push_back({key, std::move(value), at(node)});
    return {};
  }

  Error secret(const PartnerKey& key, const toml::node& node) const {
    const std::string within = key.environment.empty() ? "" : key.environment + ".";
    return invalid(at(node) + ": \"partners." + key.id + "." + within + key.setting +
                   "\" is a secret and must not stand in this file; give it by the variable " +
                   variable_part(key.id + "." + within + key.setting) +
                   ", or name a file that holds it in \"" + key.setting + "_file\"");
  }

  std::string at(const toml::node& node) const {
    return name_ + ":" + std::to_string(node.source().begin.line);
  }

  const std::string& name_;
};

}  // namespace

Result<std::vector<ConfigEntry>> read_config_toml(const std::string& text,
                                                  const std::string& name) {
  toml::table document;
  try {
    document = toml::parse(text, name);
  } catch (const toml::parse_error& failed) {
    return invalid(name + ":" + std::to_string(failed.source().begin.line) +
                   ": this is not TOML: " + std::string(failed.description()));
  }
  Reader reader(name);
  if (auto read = reader.walk(document, ""); !read) return read.error();
  return std::move(reader.entries);
}

}  // namespace patchbay::app
