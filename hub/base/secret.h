#pragma once
// A text that must never be printed.

#include <string>
#include <string_view>

namespace patchbay {

/// Holds a secret text. It has no stream operator and no conversion, so that it cannot slip into a
/// log, an error or JSON; its bytes are overwritten when it goes. Copies are secrets as well.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  bool empty() const { return text_.empty(); }
  /// The text itself, for the one place that needs it (a header, a key). Do not store the result.
  std::string_view reveal() const { return text_; }

 private:
  void wipe() noexcept;
  std::string text_;
};

}  // namespace patchbay
