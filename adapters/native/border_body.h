#pragma once
// A conversation on the plugin's side of the border, and everything that may go wrong with it.

#include <memory>
#include <optional>
#include <string>

#include "adapters/native/border_reply.h"
#include "adapters/native/library.h"

namespace patchbay::adapters::native {

/// Owns what `begin` of a plugin gave, and destroys it. Lets no exception of the plugin out.
class BorderBody {
 public:
  /// `begin`: calls the plugin, for what it calls a conversation.
  template <class Begin>
  BorderBody(std::shared_ptr<const Library> library, std::string origin, Begin begin)
      : library_(std::move(library)), origin_(std::move(origin)) {
    guarded([&] { body_ = begin(library_->table); });
    if (!body_ && !broken_) broken_ = retryable(origin_ + ": the plugin could not begin the call");
  }
  ~BorderBody() {
    if (body_) guarded([&] { library_->table.destroy(body_); });
  }
  BorderBody(const BorderBody&) = delete;

  /// The next step. Once the plugin broke it is not asked again: that Outcome stays.
  Taken resume(const Reply& reply, const Asked& asked);

 private:
  template <class Work>
  void guarded(Work work) noexcept {
    try {
      work();
    } catch (const std::exception& failed) {
      broken_ = retryable(origin_ + ": an exception crossed the border: " + failed.what());
    } catch (...) {
      broken_ = retryable(origin_ + ": an exception crossed the border");
    }
  }

  const std::shared_ptr<const Library> library_;
  const std::string origin_;
  void* body_ = nullptr;
  std::optional<Outcome> broken_;
};

}  // namespace patchbay::adapters::native
