#pragma once
// The kinds of refusals, as one table: what a problem's "type" and "code" can be.

#include <span>
#include <string_view>

namespace patchbay::http {

/// RFC 9457 problem type. Those that the seeds name have their names as codes; the others
/// are what HTTP itself asks for. docs/errors.md lists them; they never change their meaning.
struct ProblemType {
  std::string_view code;  ///< "AUTHENTICATION_FAILED"
  std::string_view slug;  ///< the end of the type's URI, "/problems/authentication-failed"
  int status;             ///< that it comes with
  std::string_view help;  ///< what it means and what to do, for a person
};

/// The first of a status is the one that answers of that status have unless they say otherwise.
std::span<const ProblemType> problem_types();
/// The type that answers of a status have; that of 400 or 500 when none is made for it.
const ProblemType& problem_type_of(int status);
/// By its code, which must exist: codes are written in the source.
const ProblemType& problem_type(std::string_view code);

}  // namespace patchbay::http
