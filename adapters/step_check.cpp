#include "adapters/step_check.h"

#include <boost/json/object.hpp>
#include <filesystem>

#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t path_bytes_max = 8'000;
constexpr std::size_t method_bytes_max = 16;

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool is_printable(std::string_view text, char lowest) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return c == '\t' ? lowest == ' ' : c >= lowest && c != 0x7F; });
}

/// `path` is `allowed` or lies under it. Both as they are written: links are the operator's matter.
bool lies_under(const std::filesystem::path& path, const std::filesystem::path& allowed) {
  const auto wanted = path.lexically_normal();
  const auto root = (allowed / "").lexically_normal();
  if (wanted == allowed.lexically_normal()) return true;
  const auto relative = wanted.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Result<void> check_http_step(const HttpStep& step) {
  if (step.method.size() > method_bytes_max || !is_token(step.method))
    return invalid("the plug asked for a method that is none");
  if (!step.path.starts_with('/') || step.path.size() > path_bytes_max ||
      !is_printable(step.path, '!') || step.path.find('#') != std::string::npos)
    return invalid("the plug asked for a path that does not start with / or is not escaped");
  for (const auto& [name, value] : step.headers)
    if (!is_token(name) || !is_printable(value, ' '))
      return invalid("the plug asked for a header field that is none: " + clean_text(name, 40));
  return {};
}

Result<void> check_file_step(const ReadFileStep& step, std::span<const Field> fields,
                             const FieldValues& settings, const boost::json::value& request) {
  if (step.length_max == 0 || step.length_max > file_chunk_bytes_max)
    return invalid("the plug asked for a file chunk of " + std::to_string(step.length_max) +
                   " bytes; at most " + std::to_string(file_chunk_bytes_max) + " are given");
  for (const auto& field : fields)
    if (field.type == FieldType::path && !settings.text(field.name).empty() &&
        lies_under(step.path, settings.text(field.name)))
      return {};
  const auto* object = request.if_object();
  const auto* named = object ? object->if_contains("path") : nullptr;
  if (named && named->is_string() && !named->get_string().empty() &&
      lies_under(step.path, std::string_view(named->get_string())))
    return {};
  return refused("the plug asked for the file " + clean_text(step.path, 200) +
                 ", which neither its settings nor the request name");
}

}  // namespace patchbay::adapters
