#include "hub/loyalty/order_book.h"
#include "hub/store/text_check.h"

namespace patchbay::loyalty {
namespace {

constexpr std::size_t id_bytes_max = 200;

bool is_id(const std::string& text) {
  if (text.empty() || text.size() > id_bytes_max) return false;
  for (const char c : text)
    if ((c >= 0 && c < 0x20) || c == 0x7f) return false;
  try {
    store::check_text(text);
  } catch (const ErrorException&) {
    return false;
  }
  return true;
}

}  // namespace

Result<void> check_order(const Order& order, const Currency& currency) {
  if (!is_id(order.id) || !is_id(order.customer))
    return invalid("the ids of an order and its customer must be texts of 1 to " +
                   std::to_string(id_bytes_max) + " bytes of UTF-8 without control characters");
  // The source is a segment of the transfer's id.
  if (!is_id(order.source) || order.source.find('/') != std::string::npos)
    return invalid("order " + order.id + ": the source must be a text without \"/\"");
  if (order.amount.minor < 0)
    return invalid("order " + order.id + ": the amount " + to_text(order.amount) +
                   " is below zero; a refund is not an order");
  if (!(order.amount.currency == currency))
    return invalid("order " + order.id + ": the amount is in " +
                   std::string(order.amount.currency.text()) + ", but the programme is in " +
                   std::string(currency.text()));
  return {};
}

}  // namespace patchbay::loyalty
