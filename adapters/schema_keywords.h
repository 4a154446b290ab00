#pragma once
// Which keywords a schema may use: those that valijson 1.0 obeys without crashing.

#include <boost/json/value.hpp>

#include "hub/base/result.h"

namespace patchbay {

/// Walks a draft-07 schema. Errors: invalid, naming the JSON path of the first keyword that is
/// unknown, ignored or dangerous, of a "$ref" that leaves the document or finds nothing, or of a
/// circle of references without anything between.
Result<void> check_keywords(const boost::json::value& document);

}  // namespace patchbay
