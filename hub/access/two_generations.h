#pragma once
// A bounded map that forgets what was not asked for lately.

#include <string>
#include <unordered_map>
#include <utility>

namespace patchbay::access {

/// When the young half is full it becomes the old one, and the old one goes: what is asked for in
/// between stays. Constant time, at most `entries_max` entries. Not thread safe.
template <class Value>
class TwoGenerations {
 public:
  explicit TwoGenerations(std::size_t entries_max) : half_(entries_max / 2) {}

  /// Null when it is not known; until the next call.
  Value* find(const std::string& key) {
    if (const auto known = young_.find(key); known != young_.end()) return &known->second;
    const auto known = old_.find(key);
    if (known == old_.end()) return nullptr;
    Value value = std::move(known->second);
    old_.erase(known);
    return &put(key, std::move(value));
  }
  Value& put(const std::string& key, Value value) {
    if (young_.size() >= half_ && !young_.contains(key)) {
      old_ = std::move(young_);
      young_.clear();
    }
    return young_.insert_or_assign(key, std::move(value)).first->second;
  }
  void clear() {
    young_.clear();
    old_.clear();
  }
  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  std::size_t half_;
  std::unordered_map<std::string, Value> young_, old_;
};

}  // namespace patchbay::access
