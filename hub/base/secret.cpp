#include "hub/base/secret.h"

#include <utility>

namespace patchbay {

// Out of line: GCC 12 warns wrongly about moved strings when these are inlined (GCC bug 105329).

Secret::Secret(std::string text) : text_(std::move(text)) {}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    text_ = other.text_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = std::move(other.text_);
    other.wipe();
  }
  return *this;
}

void Secret::wipe() noexcept {
  // The whole buffer: a move or an assignment may have left bytes behind the end.
  text_.resize(text_.capacity());
  volatile char* const bytes = text_.data();
  for (std::size_t i = 0; i < text_.size(); ++i) bytes[i] = 0;
  text_.clear();
}

}  // namespace patchbay
