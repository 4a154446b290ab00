#include "plugins/csv/fields.h"

#include <new>

#include "plugins/csv/utf8.h"

namespace patchbay::csv {

FieldSplitter::FieldSplitter() {
  if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
}

FieldSplitter::~FieldSplitter() { csv_free(&parser_); }

void FieldSplitter::on_field(void* text, std::size_t size, void* self) {
  auto& splitter = *static_cast<FieldSplitter*>(self);
  if (splitter.count_ == fields_max) return;
  if (splitter.fields_.size() == splitter.count_) splitter.fields_.emplace_back();
  splitter.fields_[splitter.count_++].assign(static_cast<const char*>(text), size);
}

Result<const std::vector<std::string>*> FieldSplitter::split(std::string_view row) {
  if (!is_clean(row)) return invalid("the row holds NUL or bytes that are not UTF-8");
  count_ = 0;
  const bool parsed =
      csv_parse(&parser_, row.data(), row.size(), on_field, nullptr, this) == row.size() &&
      csv_fini(&parser_, on_field, nullptr, this) == 0;
  if (!parsed) {
    csv_free(&parser_);
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
    return invalid("a quote stands where none may stand");
  }
  if (count_ == fields_max) return invalid("the row has too many fields");
  fields_.resize(count_);
  return &fields_;
}

}  // namespace patchbay::csv
