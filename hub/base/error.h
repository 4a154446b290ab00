#pragma once
// Errors as values: what happened, where, and what to do, in one sentence a person can act on.

#include <string>
#include <utility>

namespace patchbay {

/// What a caller may decide by. Never decide by the text of a message.
enum class ErrorKind {
  invalid,      ///< the input is wrong; the same input will be wrong again
  not_found,    ///< the thing that was named does not exist
  conflict,     ///< the thing exists already, or with other content
  refused,      ///< credentials, signature, limit or policy say no
  unavailable,  ///< a store, partner or file cannot be reached now; later may work
  corrupt,      ///< stored data is not what was written
  internal,     ///< a defect of ours
};

/// The name of a kind as it stands in logs and API answers ("invalid", "not_found", …).
const char* name_of(ErrorKind kind);

/// An expected failure. `message` is a whole sentence for a person: what happened, where
/// (file, line, field) and what to do. It never holds a secret.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;

  /// The same error with `where` put before its message ("orders.csv: line 7: …").
  Error in(const std::string& where) const { return {kind, where + ": " + message}; }
};

inline Error invalid(std::string message) { return {ErrorKind::invalid, std::move(message)}; }
inline Error not_found(std::string message) { return {ErrorKind::not_found, std::move(message)}; }
inline Error conflict(std::string message) { return {ErrorKind::conflict, std::move(message)}; }
inline Error refused(std::string message) { return {ErrorKind::refused, std::move(message)}; }
inline Error unavailable(std::string message) {
  return {ErrorKind::unavailable, std::move(message)};
}
inline Error corrupt(std::string message) { return {ErrorKind::corrupt, std::move(message)}; }
inline Error internal(std::string message) { return {ErrorKind::internal, std::move(message)}; }

}  // namespace patchbay
