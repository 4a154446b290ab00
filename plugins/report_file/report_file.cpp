// A partner's report of what it issued, from a CSV file: a reconciliation partner.

#include "adapters/sdk/plugin.h"
#include "plugins/report_file/report_pull.h"

namespace patchbay::report_file {
namespace {

constexpr std::uint32_t chunk_bytes = 256 * 1024;

constexpr const char* manifest = R"({
  "id": "report_file",
  "name": "Report file",
  "kind": "reconciliation",
  "version": "1.0.0",
  "capabilities": ["pull_report"]
})";

sdk::Conversation pull_report(sdk::Call call, boost::json::object request) {
  const std::string path(request.at("path").as_string());
  const std::string cursor(request.at("cursor").as_string());
  auto pull = ReportPull::start(cursor, static_cast<std::size_t>(request.at("limit").as_int64()));
  if (!pull) co_return sdk::rejected("bad_request", path + ": " + pull.error().message);

  bool taken = false;
  while (!taken) {
    const auto from = pull->wants_from();
    const sdk::FileRead chunk = co_await call.read_file(path, from, chunk_bytes);
    if (chunk.failure) co_return sdk::rejected("unreadable_file", *chunk.failure);
    if (from > chunk.file_size)
      co_return sdk::rejected("file_changed", path + ": the file is shorter than the cursor says");
    const auto step = pull->take(chunk);
    if (!step) co_return sdk::rejected("bad_header", path + ": " + step.error().message);
    taken = *step;
  }
  co_return sdk::succeeded(pull->result());
}

sdk::Plugin make() { return {manifest, {{"pull_report", pull_report}}}; }

}  // namespace
}  // namespace patchbay::report_file

PATCHBAY_PLUGIN(patchbay::report_file::make)
