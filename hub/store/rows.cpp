#include "hub/store/rows.h"

#include "hub/store/text_check.h"

namespace patchbay::store {

Rows::Rows(std::vector<Column> columns) : columns_(std::move(columns)) {
  if (columns_.empty()) throw ErrorException(internal("Rows need at least one column."));
}

Rows& Rows::add(std::string_view value) {
  check_text(value);
  cells_.push_back({Cell::Kind::text, static_cast<std::int64_t>(texts_.size()), value.size()});
  texts_ += value;
  return *this;
}

Rows& Rows::add(std::int64_t value) {
  cells_.push_back({Cell::Kind::integer, value, 0});
  return *this;
}

Rows& Rows::add_null() {
  cells_.push_back({});
  return *this;
}

std::int64_t execute(Session& session, std::string_view sql, const Rows& rows, Params params) {
  return run(session, sql, &rows, params, {}, {});
}

}  // namespace patchbay::store
