#include "hub/store/statements.h"

#include <charconv>

#include "hub/store/connection.h"
#include "hub/store/text_check.h"

namespace patchbay::store {
namespace {

struct Place {
  std::string text;
  long long number = 0;
  soci::indicator state = soci::i_ok;
};

}  // namespace

/// A prepared statement with fixed places for its parameters and columns.
class Statement final : public ColumnReader {
 public:
  Statement(Connection& connection, const std::string& sql, std::span<const Param> params,
            std::span<const ColumnType> columns)
      : sql_(sql),
        types_(columns.begin(), columns.end()),
        parameters_(params.size()),
        columns_(columns.size()),
        statement_(connection.sql()) {
    // PostgreSQL gives numbers in several types (bigint, numeric, boolean): all are read as text.
    if (connection.dialect() == Dialect::postgresql)
      std::fill(types_.begin(), types_.end(), ColumnType::text);
    statement_.alloc();
    statement_.prepare(sql);
    for (std::size_t i = 0; i < params.size(); ++i) {
      auto& place = parameters_[i];
      std::string name(params[i].name);
      if (params[i].value.is_text() || params[i].value.is_null())
        statement_.exchange(soci::use(place.text, place.state, name));
      else
        statement_.exchange(soci::use(place.number, place.state, name));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (types_[i] == ColumnType::text)
        statement_.exchange(soci::into(columns_[i].text, columns_[i].state));
      else
        statement_.exchange(soci::into(columns_[i].number, columns_[i].state));
    }
    statement_.define_and_bind();
  }

  std::int64_t run(std::span<const Param> params,
                   const std::function<void(const ColumnReader&)>& row) {
    for (std::size_t i = 0; i < params.size(); ++i) {
      const auto& value = params[i].value;
      parameters_[i].state = value.is_null() ? soci::i_null : soci::i_ok;
      parameters_[i].text = value.text();
      parameters_[i].number = value.number();
    }
    bool more = statement_.execute(true);
    if (columns_.empty()) return statement_.get_affected_rows();
    std::int64_t rows = 0;
    for (; more; more = statement_.fetch(), ++rows) row(*this);
    return rows;
  }

  bool is_null(std::size_t i) const override { return columns_.at(i).state == soci::i_null; }

  const std::string& text(std::size_t i) const override {
    if (is_null(i)) fail(i, "is NULL");
    return columns_[i].text;
  }

  std::int64_t integer(std::size_t i) const override {
    if (is_null(i)) fail(i, "is NULL");
    if (types_[i] == ColumnType::integer) return columns_[i].number;
    const auto& text = columns_[i].text;
    if (text == "t" || text == "f") return text == "t";
    std::int64_t number = 0;
    auto end = text.data() + text.size();
    auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) fail(i, "is no integer of 64 bits");
    return number;
  }

 private:
  [[noreturn]] void fail(std::size_t column, const char* what) const {
    throw ErrorException(
        internal("Column " + std::to_string(column + 1) + " " + what + " in: " + sql_));
  }

  std::string sql_;
  std::vector<ColumnType> types_;
  std::vector<Place> parameters_;
  std::vector<Place> columns_;
  soci::statement statement_;
};

Statements::Statements(Connection& connection) : connection_(connection) {}
Statements::~Statements() = default;

std::unique_ptr<Statement> Statements::take(const std::string& key, const std::string& sql,
                                            std::span<const Param> params,
                                            std::span<const ColumnType> columns) {
  auto node = ready_.extract(key);
  if (node) return std::move(node.mapped());
  return std::make_unique<Statement>(connection_, sql, params, columns);
}

std::int64_t Statements::run(const std::string& sql, std::span<const Param> params,
                             std::span<const ColumnType> columns,
                             const std::function<void(const ColumnReader&)>& row) {
  require_transaction();
  // SOCI fixes the types when it prepares, so they are part of the key.
  std::string key = sql + '\n';
  for (const auto& param : params) {
    if (param.value.is_text()) check_text(param.value.text());
    key += param.value.is_text() || param.value.is_null() ? 't' : 'i';
  }
  key += '\n';
  for (auto column : columns) key += column == ColumnType::text ? 't' : 'i';

  std::unique_ptr<Statement> statement;
  try {
    statement = take(key, sql, params, columns);
    auto count = statement->run(params, row);
    if (ready_.size() >= statements_max) ready_.clear();
    ready_.insert_or_assign(std::move(key), std::move(statement));
    return count;
  } catch (const soci::soci_error& error) {
    if (statement) failed_.push_back(std::move(statement));
    const auto translated = connection_.translate(error, sql);
    if (!connection_.is_in_transaction()) ended_by_ = std::make_exception_ptr(translated);
    throw translated;
  } catch (...) {
    if (statement) failed_.push_back(std::move(statement));
    throw;
  }
}

void Statements::require_transaction() const {
  if (ended_by_) std::rethrow_exception(ended_by_);
}

void Statements::forget_failed() {
  failed_.clear();
  ended_by_ = nullptr;
}

}  // namespace patchbay::store
