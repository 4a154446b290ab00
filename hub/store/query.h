#pragma once
// Running SQL in a transaction: named parameters in, typed columns out.
//
//   execute(session, "UPDATE t SET n = :n WHERE organisation_id = :org", {{"n", 5}, {"org", org}});
//
//   query(session, "SELECT id, amount, note FROM t WHERE organisation_id = :org ORDER BY id",
//         {{"org", org}},
//         [&](std::string id, std::int64_t amount, std::optional<std::string> note) { … });
//
//   auto total = query_value<std::int64_t>(session, "SELECT COUNT(*) FROM t");  // optional
//
// The types of the lambda's parameters say how a column is read: std::string, any integer, bool,
// Timestamp (microseconds), or std::optional of one of them where NULL may come. BIGINT, INTEGER,
// COUNT and SUM all read as integers on both databases. Many rows at once: hub/store/rows.h.

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "hub/base/clock.h"
#include "hub/store/session.h"

namespace patchbay::store {

class Rows;

enum class ColumnType { text, integer };

/// A parameter's value. Borrows text: it must live until the call returns.
class Value {
 public:
  Value(std::string_view text) : kind_(Kind::text), text_(text) {}
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  template <std::integral T>
  Value(T number) : kind_(Kind::integer), number_(static_cast<std::int64_t>(number)) {}
  Value(Timestamp at) : Value(at.micros) {}
  Value(std::nullopt_t) {}
  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value(std::nullopt)) {}

  bool is_null() const { return kind_ == Kind::null; }
  bool is_text() const { return kind_ == Kind::text; }
  std::string_view text() const { return text_; }
  std::int64_t number() const { return number_; }

 private:
  enum class Kind { null, text, integer };
  Kind kind_ = Kind::null;
  std::string_view text_;
  std::int64_t number_ = 0;
};

/// `name` as in the SQL, without its colon.
struct Param {
  std::string_view name;
  Value value;
};
using Params = std::initializer_list<Param>;

/// A column of the row that is being read.
class ColumnReader {
 public:
  virtual ~ColumnReader() = default;
  virtual bool is_null(std::size_t column) const = 0;
  /// Null or not a number: ErrorException (internal), naming the column and the statement.
  virtual std::int64_t integer(std::size_t column) const = 0;
  virtual const std::string& text(std::size_t column) const = 0;
};

/// Runs one statement and calls `row` for each row of its result. Returns the rows it changed
/// (without columns) or gave (with columns). The body behind query() and execute().
/// Errors (ErrorException): conflict (a key or constraint says no), unavailable (the connection is
/// lost), invalid (NUL or broken UTF-8 in a text), internal (any other SQL error). Messages hold
/// the SQL but no values of parameters.
std::int64_t run(Session& session, std::string_view sql, const Rows* rows, Params params,
                 std::span<const ColumnType> columns,
                 const std::function<void(const ColumnReader&)>& row);

inline std::int64_t execute(Session& session, std::string_view sql, Params params = {}) {
  return run(session, sql, nullptr, params, {}, {});
}

namespace detail {

template <class T>
struct Column;
template <>
struct Column<std::string> {
  static constexpr ColumnType type = ColumnType::text;
  static std::string read(const ColumnReader& from, std::size_t i) { return from.text(i); }
};
template <std::integral T>
struct Column<T> {
  static constexpr ColumnType type = ColumnType::integer;
  static T read(const ColumnReader& from, std::size_t i) { return static_cast<T>(from.integer(i)); }
};
template <>
struct Column<Timestamp> {
  static constexpr ColumnType type = ColumnType::integer;
  static Timestamp read(const ColumnReader& from, std::size_t i) { return {from.integer(i)}; }
};
template <class T>
struct Column<std::optional<T>> {
  static constexpr ColumnType type = Column<T>::type;
  static std::optional<T> read(const ColumnReader& from, std::size_t i) {
    if (from.is_null(i)) return std::nullopt;
    return Column<T>::read(from, i);
  }
};

template <class F>
struct Reader : Reader<decltype(&F::operator())> {};
template <class C, class R, class... Args>
struct Reader<R (C::*)(Args...) const> {
  template <class F>
  static std::int64_t run_with(Session& session, std::string_view sql, const Rows* rows,
                               Params params, F& fn) {
    static constexpr ColumnType types[] = {Column<std::decay_t<Args>>::type...};
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return run(session, sql, rows, params, types,
                 [&fn](const ColumnReader& r) { fn(Column<std::decay_t<Args>>::read(r, I)...); });
    }
    (std::index_sequence_for<Args...>());
  }
};
template <class C, class R, class... Args>
struct Reader<R (C::*)(Args...)> : Reader<R (C::*)(Args...) const> {};

}  // namespace detail

/// Calls `fn` with the columns of each row, in order; returns the number of rows. Also for
/// INSERT … RETURNING. `fn` may run other statements.
template <class F>
std::int64_t query(Session& session, std::string_view sql, Params params, F fn) {
  return detail::Reader<F>::run_with(session, sql, nullptr, params, fn);
}
template <class F>
std::int64_t query(Session& session, std::string_view sql, F fn) {
  return detail::Reader<F>::run_with(session, sql, nullptr, {}, fn);
}
/// The same over many rows: `{rows}` in the SQL is their table (hub/store/rows.h).
template <class F>
std::int64_t query(Session& session, std::string_view sql, const Rows& rows, Params params, F fn) {
  return detail::Reader<F>::run_with(session, sql, &rows, params, fn);
}

/// The first column of the first row; nothing when there is no row or it is NULL.
template <class T>
std::optional<T> query_value(Session& session, std::string_view sql, Params params = {}) {
  std::optional<T> first;
  bool seen = false;
  query(session, sql, params, [&](std::optional<T> value) {
    if (!std::exchange(seen, true)) first = std::move(value);
  });
  return first;
}

}  // namespace patchbay::store
