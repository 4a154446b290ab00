#include "hub/app/operator/manifest.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/strict_object.h"
#include "hub/http/json.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;
using adapters::StrictObject;

json::object store_json(const store::StoreCopy& copy) {
  json::object rows;
  for (const auto& [table, count] : copy.rows) rows[table] = count;
  return {{"dialect", store::name_of(copy.dialect)},
          {"schema", copy.schema},
          {"version", copy.version},
          {"rows", std::move(rows)}};
}

Result<store::StoreCopy> read_store(const json::value& value) {
  StrictObject object(value, "store");
  store::StoreCopy copy;
  const auto dialect = object.text("dialect");
  if (dialect == "postgresql") copy.dialect = store::Dialect::postgresql;
  if (dialect != "postgresql" && dialect != "sqlite") object.fail("it is of no known dialect");
  copy.schema = object.text("schema");
  copy.version = object.integer("version", -1, 0, INT64_MAX);
  const auto* rows = object.value("rows");
  if (!rows || !rows->is_object()) object.fail("its counts are missing");
  if (auto read = object.finish(); !read) return read.error();
  StrictObject counts(*rows, "store.rows");
  for (const auto& row : rows->as_object())
    copy.rows[row.key()] = counts.integer(std::string(row.key()).c_str(), -1, 0, INT64_MAX);
  if (auto read = counts.finish(); !read) return read.error();
  return copy;
}

Result<BackupManifest> read_parts(const json::value& value) {
  StrictObject object(value, "manifest");
  if (object.integer("format", backup_format, 1, INT64_MAX) > backup_format)
    return refused("the backup was made by a newer program; restore it with that one");
  BackupManifest manifest;
  const auto at = parse_timestamp(object.text("taken_at"));
  if (at)
    manifest.taken_at = *at;
  else
    object.fail("it has no time");
  manifest.key_ids = object.texts("key_ids");
  const auto* sums = object.value("sha256");
  const auto* copy = object.value("store");
  if (!sums || !sums->is_object() || !copy) object.fail("sums or store are missing");
  if (auto read = object.finish(); !read) return read.error();
  for (const auto& sum : sums->as_object())
    manifest.sha256[sum.key()] =
        sum.value().is_string() ? std::string(sum.value().as_string()) : std::string();
  auto store = read_store(*copy);
  if (!store) return store.error();
  manifest.store = std::move(*store);
  return manifest;
}

}  // namespace

std::string store_part(store::Dialect dialect) {
  return dialect == store::Dialect::sqlite ? "store.sqlite" : "store.pgdump";
}

std::string to_json_text(const BackupManifest& manifest) {
  json::object sums;
  for (const auto& [part, sum] : manifest.sha256) sums[part] = sum;
  json::array ids;
  for (const auto& id : manifest.key_ids) ids.emplace_back(id);
  const json::object text{{"format", backup_format},
                          {"taken_at", to_rfc3339(manifest.taken_at)},
                          {"key_ids", std::move(ids)},
                          {"store", store_json(manifest.store)},
                          {"sha256", std::move(sums)}};
  return json::serialize(text) + "\n";
}

Result<BackupManifest> read_manifest(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return corrupt("the backup's manifest is damaged: " + value.error().message);
  auto manifest = read_parts(*value);
  if (!manifest && manifest.error().kind == ErrorKind::invalid)
    return corrupt("the backup's manifest is damaged: " + manifest.error().message);
  return manifest;
}

}  // namespace patchbay::app
