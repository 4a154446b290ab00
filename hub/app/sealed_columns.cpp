#include "hub/app/sealed_columns.h"

#include "hub/access/sealed_columns.h"
#include "hub/loyalty/sealed_columns.h"
#include "hub/oauth/sealed_columns.h"
#include "webhooks/sealed_columns.h"

namespace patchbay::app {

std::vector<store::SealedColumn> all_sealed_columns() {
  std::vector<store::SealedColumn> all;
  for (auto* const columns_of : {access::sealed_columns, oauth::sealed_columns,
                                 webhooks::sealed_columns, loyalty::sealed_columns})
    for (auto& column : columns_of()) all.push_back(std::move(column));
  return all;
}

}  // namespace patchbay::app
