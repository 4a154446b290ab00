#include <algorithm>
#include <boost/json/serialize.hpp>

#include "hub/app/person_rows.h"
#include "hub/app/personal_tables.h"
#include "hub/app/sealed_columns.h"
#include "hub/base/text.h"
#include "hub/crypto/sealed_context.h"
#include "hub/http/message.h"
#include "hub/store/dynamic.h"

namespace patchbay::app {
namespace {

using store::ColumnType;

constexpr const char* in_their_place = "[erased]";
constexpr std::size_t text_bytes_min = 5;  ///< shorter ones stand in texts by chance

std::string where(const PersonalTable& table) {
  return " WHERE organisation_id = :organisation AND " + table.of_customer;
}

std::vector<store::Param> params_of(const Person& person) {
  return {{"organisation", person.organisation}, {"customer", person.customer}};
}

const store::SealedColumn* find_sealed(const std::vector<store::SealedColumn>& all,
                                       const std::string& table, const std::string& column) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
    return one.table == table && one.column == column;
  });
  return found == all.end() ? nullptr : &*found;
}

/// "account" for "account_sealed" and "token" for "sealed_token".
std::string open_name(const std::string& column) {
  static constexpr std::string_view end = "_sealed", begin = "sealed_";
  if (column.ends_with(end)) return column.substr(0, column.size() - end.size());
  return column.starts_with(begin) ? column.substr(begin.size()) : column;
}

std::string value_text(const boost::json::object& row, const std::string& column) {
  const auto* value = row.if_contains(column);
  if (!value || value->is_null()) return "";
  if (value->is_int64()) return std::to_string(value->get_int64());
  return std::string(value->get_string());
}

/// The row with its sealed values opened.
boost::json::object opened(const boost::json::object& row, const PersonalTable& table,
                           const crypto::KeyRing& keys) {
  static const auto all_sealed = all_sealed_columns();
  boost::json::object result;
  for (const auto& column : table.columns) {
    const auto* sealed = find_sealed(all_sealed, table.table, column.name);
    const auto text = value_text(row, column.name);
    if (sealed && !text.empty()) {
      std::vector<std::string> key;
      for (const auto& part : sealed->keys) key.push_back(value_text(row, part.name));
      const auto context = crypto::sealed_context(table.table, key, column.name);
      const auto plain = keys.open(text, context);
      result[open_name(column.name)] =
          plain ? boost::json::value(std::string(plain->reveal())) : nullptr;
    } else if (column.name.ends_with("_at") && !text.empty()) {
      result[column.name] = to_rfc3339(Timestamp{row.at(column.name).get_int64()});
    } else if (column.name != "organisation_id") {
      result[sealed ? open_name(column.name) : column.name] = row.at(column.name);
    }
  }
  return result;
}

void read_raw(store::Session& session, const PersonalTable& table, const Person& person,
              const std::function<void(boost::json::object)>& row) {
  std::vector<std::string> names;
  std::vector<ColumnType> types;
  for (const auto& column : table.columns) {
    names.push_back(column.name);
    types.push_back(column.type);
  }
  const auto params = params_of(person);
  store::run_dynamic(session, "SELECT " + join(names, ", ") + " FROM " + table.table + where(table),
                     params, types, [&](const store::ColumnReader& read) {
                       boost::json::object found;
                       for (std::size_t i = 0; i < names.size(); ++i) {
                         auto& value = found[names[i]];
                         if (read.is_null(i)) continue;
                         if (types[i] == ColumnType::integer)
                           value = read.integer(i);
                         else
                           value = read.text(i);
                       }
                       row(std::move(found));
                     });
}

std::int64_t change(store::Session& session, const std::string& sql,
                    const std::vector<store::Param>& params) {
  return store::run_dynamic(session, sql, params, {}, {});
}

}  // namespace

void read_personal(store::Session& session, const PersonalTable& table, const Person& person,
                   const crypto::KeyRing& keys,
                   const std::function<void(boost::json::object)>& row) {
  std::vector<boost::json::object> rows;
  read_raw(session, table, person, [&](auto found) { rows.push_back(std::move(found)); });
  for (const auto& found : rows) row(opened(found, table, keys));
}

std::set<std::string> personal_texts(store::Session& session, const Person& person,
                                     const crypto::KeyRing& keys) {
  static const auto all_sealed = all_sealed_columns();
  std::set<std::string> texts;
  const auto add = [&](const std::string& text) {
    if (text.size() >= text_bytes_min) texts.insert(text);
  };
  for (const auto& table : all_personal_tables()) {
    if (!table.removed) continue;
    read_personal(session, table, person, keys, [&](const boost::json::object& row) {
      for (const auto& column : table.columns) {
        if (!find_sealed(all_sealed, table.table, column.name)) continue;
        const auto text = value_text(row, open_name(column.name));
        std::string digits;
        std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                     [](char c) { return c >= '0' && c <= '9'; });
        const auto json = boost::json::serialize(boost::json::string(text));
        add(text);
        add(json.substr(1, json.size() - 2));
        add(http::percent_encode(text));
        if (digits.size() >= 8) add(digits);
      }
    });
  }
  return texts;
}

std::int64_t remove_rows(store::Session& session, const PersonalTable& table,
                         const Person& person) {
  return change(session, "DELETE FROM " + table.table + where(table), params_of(person));
}

bool has_rows(store::Session& session, const PersonalTable& table, const Person& person) {
  return store::query_value<std::int64_t>(
             session, "SELECT 1 FROM " + table.table + where(table) + " LIMIT 1",
             {{"organisation", person.organisation}, {"customer", person.customer}})
      .has_value();
}

std::int64_t clear_column(store::Session& session, const PersonalTable& table,
                          const std::string& column, const Person& person) {
  return change(session,
                "UPDATE " + table.table + " SET " + column + " = NULL" + where(table) + " AND " +
                    column + " IS NOT NULL",
                params_of(person));
}

std::int64_t redact_column(store::Session& session, const PersonalTable& table,
                           const std::string& column, const std::string& text,
                           const Person& person) {
  auto params = params_of(person);
  params.push_back({"text", text});
  params.push_back({"instead", in_their_place});
  return change(session,
                "UPDATE " + table.table + " SET " + column + " = replace(" + column +
                    ", :text, :instead)" + where(table) + " AND replace(" + column +
                    ", :text, '') <> " + column,
                params);
}

std::vector<std::pair<std::string, std::string>> open_rewards(store::Session& session,
                                                              const Person& person) {
  std::vector<std::pair<std::string, std::string>> open;
  store::query(session,
               "SELECT id, state FROM rewards WHERE organisation_id = :organisation AND "
               "customer_id = :customer AND state IN ('awaiting_choice', 'held', 'pending', "
               "'processing', 'unconfirmed') ORDER BY id",
               {{"organisation", person.organisation}, {"customer", person.customer}},
               [&](std::string id, std::string state) {
                 open.emplace_back(std::move(id), std::move(state));
               });
  return open;
}

}  // namespace patchbay::app
