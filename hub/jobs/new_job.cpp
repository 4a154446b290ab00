#include "hub/jobs/new_job.h"

#include <boost/json/basic_parser_impl.hpp>

#include "hub/base/text.h"

namespace patchbay::jobs {
namespace {

namespace json = boost::json;

/// Listens to a parser and keeps nothing but whether the text is an object.
struct ObjectListener {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool is_object = false;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return true; }
  bool on_object_end(std::size_t, json::error_code&) { return is_object = true; }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return !(is_object = false); }
  bool on_key_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_key(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

/// The last thing that ended is the document's value: an object, if the text ends with a brace.
bool is_json_object(const std::string& text) {
  json::basic_parser<ObjectListener> parser{json::parse_options{}};
  json::error_code error;
  const auto read = parser.write_some(false, text.data(), text.size(), error);
  return !error && read == text.size() && parser.done() && parser.handler().is_object;
}

Error wrong(const NewJob& job, const std::string& field, const std::string& why) {
  return invalid("A job cannot be enqueued (kind \"" + clean_text(job.kind, 50) + "\", key \"" +
                 clean_text(job.key, 50) + "\"): \"" + field + "\" " + why);
}

}  // namespace

Result<void> check(const NewJob& job) {
  struct Name {
    const char* field;
    const std::string& value;
    bool may_be_empty;
  };
  const Name names[] = {{"kind", job.kind, false},
                        {"key", job.key, false},
                        {"partner", job.partner, true},
                        {"lane", job.lane, true}};
  for (const auto& [field, value, may_be_empty] : names) {
    if (value.empty() && !may_be_empty) return wrong(job, field, "is empty");
    if (value.size() > NewJob::name_bytes_max)
      return wrong(job, field,
                   "has " + std::to_string(value.size()) + " bytes, the most is " +
                       std::to_string(NewJob::name_bytes_max));
  }
  if (job.run_at.micros < 0) return wrong(job, "run_at", "is before 1970");
  if (job.payload.size() > NewJob::payload_bytes_max)
    return wrong(job, "payload",
                 "has " + std::to_string(job.payload.size()) + " bytes, the most is " +
                     std::to_string(NewJob::payload_bytes_max));
  if (!is_json_object(job.payload)) return wrong(job, "payload", "is not a JSON object");
  return {};
}

}  // namespace patchbay::jobs
