#pragma once
// A text that must never be printed.

#include <string>
#include <string_view>
#include <utility>

namespace patchbay {

/// Holds a secret text. It has no stream operator and no conversion, so that it cannot slip into a
/// log, an error or JSON; its bytes are overwritten when it goes. Copies are secrets as well.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe();
      text_ = other.text_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      text_ = std::move(other.text_);
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  bool empty() const { return text_.empty(); }
  /// The text itself, for the one place that needs it (a header, a key). Do not store the result.
  std::string_view reveal() const { return text_; }

 private:
  void wipe() noexcept {
    volatile char* bytes = text_.data();
    for (std::size_t i = 0; i < text_.size(); ++i) bytes[i] = 0;
    text_.clear();
  }
  std::string text_;
};

}  // namespace patchbay
