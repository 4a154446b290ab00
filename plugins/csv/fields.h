#pragma once
// The fields of one CSV row, by libcsv.

#include <csv.h>

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::csv {

constexpr std::size_t fields_max = 1000;

/// Splits rows: quotes with "" inside, blanks around fields cut off. Not thread safe. The scripts'
/// csv.decode (adapters/lua/csv_text.h) is another reader on purpose: it takes a whole text or none
/// of it, while a file goes on behind a bad row; and a plugin links no room but base.
class FieldSplitter {
 public:
  FieldSplitter();
  ~FieldSplitter();
  FieldSplitter(const FieldSplitter&) = delete;
  FieldSplitter& operator=(const FieldSplitter&) = delete;

  /// The fields of one row without its line end, valid until the next call.
  /// Errors: invalid: a stray quote, too many fields, NUL or bytes that are not UTF-8.
  Result<const std::vector<std::string>*> split(std::string_view row);

 private:
  static void on_field(void* text, std::size_t size, void* self);
  csv_parser parser_{};
  std::vector<std::string> fields_;
  std::size_t count_ = 0;
};

}  // namespace patchbay::csv
