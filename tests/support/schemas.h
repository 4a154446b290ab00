#pragma once
// Schemas of their own on the test server. Making one and migrating it costs far more than a test:
// a schema that a test left in its shape is emptied and given to the next.

#include <string>

namespace patchbay {

/// A schema on the test server; one for a test, not for more than one thread. Gone, or empty for
/// the next test, with the object.
class TemporarySchema {
 public:
  explicit TemporarySchema(std::string server);
  ~TemporarySchema();
  TemporarySchema(const TemporarySchema&) = delete;
  TemporarySchema& operator=(const TemporarySchema&) = delete;
  std::string url() const;
  /// A store was opened on it and nothing else was done yet: so a schema looks that can be emptied.
  void is_migrated();

 private:
  std::string server_;
  std::string name_;
};

}  // namespace patchbay
