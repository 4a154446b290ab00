#include "hub/sync/order_chunk.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_to.hpp>

namespace patchbay::sync {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

std::int64_t number_of(const json::object& object, std::string_view name) {
  return json::value_to<std::int64_t>(object.at(name));
}

/// Fills one order; the reason when it cannot be taken.
std::optional<std::string> read_order(const json::object& row, loyalty::Order& order) {
  order.id = text_of(row, "id");
  order.customer = text_of(row, "customer");
  order.ordered_at = {number_of(row, "ordered_at")};
  order.amount.minor = number_of(row, "amount_minor");
  if (order.id.empty()) return "the order has no id";
  if (order.customer.empty()) return "the order has no customer";
  auto currency = find_currency(text_of(row, "currency"));
  if (!currency) return currency.error().message;
  order.amount.currency = *currency;
  return std::nullopt;
}

OrderChunk read(const json::object& result, const std::string& partner) {
  OrderChunk chunk;
  const auto& orders = result.at("orders").as_array();
  chunk.orders.reserve(orders.size());
  for (const auto& row : orders) {
    loyalty::Order order;
    order.source = partner;
    const std::int64_t line =
        row.as_object().contains("line") ? number_of(row.as_object(), "line") : 0;
    if (auto reason = read_order(row.as_object(), order)) {
      chunk.rejects.push_back(reject_of(order, line, std::move(*reason)));
    } else {
      chunk.orders.push_back(std::move(order));
      chunk.lines.push_back(line);
    }
  }
  for (const auto& row : result.at("rejects").as_array()) {
    const auto& reject = row.as_object();
    chunk.rejects.push_back(
        {number_of(reject, "line"), text_of(reject, "reason"), text_of(reject, "row")});
  }
  chunk.cursor = text_of(result, "cursor");
  chunk.done = result.at("done").as_bool();
  chunk.bytes_done = number_of(result, "bytes_done");
  chunk.bytes_total = number_of(result, "bytes_total");
  return chunk;
}

}  // namespace

Reject reject_of(const loyalty::Order& order, std::int64_t line, std::string reason) {
  const auto& amount = order.amount;
  return {line, std::move(reason),
          order.id + "," + order.customer + "," + to_rfc3339(order.ordered_at) + "," +
              std::to_string(amount.minor) + "," + amount.currency.code};
}

Result<OrderChunk> read_chunk(const json::value& result, const std::string& partner,
                              std::size_t orders_max) {
  const std::string where = "partner \"" + partner + "\", pull_orders";
  try {
    auto chunk = read(result.as_object(), partner);
    if (chunk.orders.size() > orders_max) {
      return invalid(where + ": it gave more orders than it was asked for; correct the plug");
    }
    return chunk;
  } catch (const std::exception& e) {
    return invalid(where + ": its result has another form than the capability's schema says (" +
                   e.what() + "); correct the plug");
  }
}

}  // namespace patchbay::sync
