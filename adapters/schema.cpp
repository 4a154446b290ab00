#include "adapters/schema.h"

// Without it valijson ends the process on a schema that it cannot use.
#define VALIJSON_USE_EXCEPTIONS 1

#include <algorithm>
#include <exception>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "adapters/schema_keywords.h"

namespace patchbay {
namespace {

using valijson::adapters::BoostJsonAdapter;

constexpr std::size_t violations_shown_max = 3;
constexpr int depth_max = 64;  // of a value

/// valijson's "<root>", "[orders]", "[3]" as "$.orders[3]".
std::string path_of(const std::vector<std::string>& context) {
  std::string path = "$";
  for (std::size_t i = 1; i < context.size(); ++i) {
    const std::string& part = context[i];
    const bool index = part.size() > 2 && part[1] >= '0' && part[1] <= '9';
    path += index ? part : "." + part.substr(1, part.size() - 2);
  }
  return path;
}

/// The deepest causes first: valijson reports each violation again for every level above it.
std::string describe(const valijson::ValidationResults& results) {
  std::string text;
  std::size_t shown = 0;
  for (const auto& error : results) {
    const bool echo =
        error.description.starts_with("Failed to validate against schema associated") ||
        error.description.starts_with("Failed to validate item #");
    if (echo || shown == violations_shown_max) continue;
    text += (shown++ > 0 ? "; " : "") + path_of(error.context) + ": " + error.description;
  }
  return text.empty() ? "$: the value is not allowed here" : text;
}

bool holds_nul(const boost::json::value& value, int depth = 0) {
  if (depth > depth_max) return true;
  const auto nul_in = [](std::string_view text) { return text.find('\0') != text.npos; };
  if (const auto* text = value.if_string()) return nul_in(*text);
  if (const auto* array = value.if_array())
    return std::any_of(array->begin(), array->end(),
                       [&](const auto& item) { return holds_nul(item, depth + 1); });
  if (const auto* object = value.if_object())
    return std::any_of(object->begin(), object->end(), [&](const auto& member) {
      return nul_in(member.key()) || holds_nul(member.value(), depth + 1);
    });
  return false;
}

}  // namespace

struct Schema::Body {
  valijson::Schema schema;
};

Schema::Schema(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(const boost::json::value& document) {
  if (auto supported = check_keywords(document); !supported) return supported.error();
  auto body = std::make_unique<Body>();
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(BoostJsonAdapter(document), body->schema);
  } catch (const std::exception& failed) {
    return invalid(std::string("the schema cannot be used: ") + failed.what());
  }
  return Schema(std::move(body));
}

Result<void> Schema::check(const boost::json::value& value) const {
  if (holds_nul(value))
    return invalid("a text holds a NUL byte, or the value is nested too deeply");
  // The first pass stops at the first violation and builds no texts; it is the one that counts.
  valijson::Validator validator;
  const BoostJsonAdapter target(value);
  if (validator.validate(body_->schema, target, nullptr)) return {};
  valijson::ValidationResults results;
  validator.validate(body_->schema, target, &results);
  return invalid(describe(results));
}

}  // namespace patchbay
