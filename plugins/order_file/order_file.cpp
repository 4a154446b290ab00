// Orders from a CSV file: a pos partner that needs no network.

#include "adapters/sdk/plugin.h"
#include "plugins/order_file/order_pull.h"

namespace patchbay::order_file {
namespace {

constexpr std::uint32_t chunk_bytes = 256 * 1024;

constexpr const char* manifest = R"({
  "id": "order_file",
  "name": "Order file",
  "kind": "pos",
  "version": "1.0.0",
  "capabilities": ["pull_orders"],
  "settings": [
    {"name": "path", "type": "path", "help": "the CSV file, with a header"},
    {"name": "currency", "default": "USD", "help": "ISO 4217 code of all amounts"},
    {"name": "column_order", "default": "order_id", "help": "the column with the order's id"},
    {"name": "column_customer", "default": "customer_id", "help": "the column with the customer"},
    {"name": "column_date", "default": "date", "help": "the column with a date or RFC 3339 time"},
    {"name": "column_amount", "default": "amount_usd", "help": "the column with a decimal amount"}
  ]
})";

sdk::Conversation pull_orders(sdk::Call call, boost::json::object request) {
  const std::string path = call.setting("path");
  const std::string cursor(request.at("cursor").as_string());
  auto pull =
      OrderPull::start(call, cursor, static_cast<std::size_t>(request.at("limit").as_int64()));
  if (!pull) co_return sdk::rejected("bad_request", path + ": " + pull.error().message);

  sdk::FileRead chunk = co_await call.read_file(path, 0, chunk_bytes);
  if (chunk.failure) co_return sdk::rejected("unreadable_file", *chunk.failure);
  const auto header = pull->read_header(chunk);
  if (!header) co_return sdk::rejected("bad_header", path + ": " + header.error().message);
  if (pull->wants_from() > chunk.file_size)
    co_return sdk::rejected("file_changed", path + ": the file is shorter than the cursor says");

  const auto start = pull->wants_from();
  if (start < chunk.bytes.size() || chunk.end_of_file)
    chunk.bytes.erase(0, start);
  else
    chunk = co_await call.read_file(path, start, chunk_bytes);
  while (!chunk.failure && !pull->take(chunk))
    chunk = co_await call.read_file(path, pull->wants_from(), chunk_bytes);
  if (chunk.failure) co_return sdk::rejected("unreadable_file", *chunk.failure);
  co_return sdk::succeeded(pull->result());
}

sdk::Plugin make() { return {manifest, {{"pull_orders", pull_orders}}}; }

}  // namespace
}  // namespace patchbay::order_file

PATCHBAY_PLUGIN(patchbay::order_file::make)
