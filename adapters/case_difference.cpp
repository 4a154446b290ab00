#include "adapters/case_difference.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t value_bytes_max = 400;

std::string shown(const value* json) {
  return json ? clean_text(boost::json::serialize(*json), value_bytes_max) : "(nothing)";
}

class Lines {
 public:
  void compare(const std::string& path, const value* expected, const value* actual) {
    if (expected && actual && *expected == *actual) return;
    if (expected && actual && expected->is_object() && actual->is_object())
      return compare_objects(path, expected->get_object(), actual->get_object());
    if (expected && actual && expected->is_array() && actual->is_array())
      return compare_arrays(path, expected->get_array(), actual->get_array());
    add("- " + path + ": " + shown(expected));
    add("+ " + path + ": " + shown(actual));
  }

  void compare_headers(const object& expected, const object& actual) {
    for (const auto& [name, wanted] : expected) {
      const value* found = nullptr;
      for (const auto& header : actual)
        if (equal_ignoring_case(header.key(), name)) found = &header.value();
      compare("headers." + std::string(name), &wanted, found);
    }
  }

  std::string take() && {
    if (count_ > difference_lines_max)
      text_ += "… and " + std::to_string(count_ - difference_lines_max) + " lines more\n";
    return std::move(text_);
  }

 private:
  void add(const std::string& line) {
    if (++count_ <= difference_lines_max) text_ += line + "\n";
  }

  void compare_objects(const std::string& path, const object& expected, const object& actual) {
    std::set<std::string> names;
    for (const auto& member : expected) names.emplace(member.key());
    for (const auto& member : actual) names.emplace(member.key());
    for (const auto& name : names)
      compare(path + "." + name, expected.if_contains(name), actual.if_contains(name));
  }

  void compare_arrays(const std::string& path, const boost::json::array& expected,
                      const boost::json::array& actual) {
    for (std::size_t i = 0; i < std::max(expected.size(), actual.size()); ++i)
      compare(path + "[" + std::to_string(i) + "]", i < expected.size() ? &expected[i] : nullptr,
              i < actual.size() ? &actual[i] : nullptr);
  }

  std::string text_;
  std::size_t count_ = 0;
};

}  // namespace

std::string case_difference(const object& expected, const object& actual) {
  Lines lines;
  for (const auto& [name, wanted] : expected) {
    const auto* found = actual.if_contains(name);
    if (name == "headers")
      lines.compare_headers(wanted.as_object(), found ? found->as_object() : object());
    else
      lines.compare(std::string(name), &wanted, found);
  }
  return std::move(lines).take();
}

}  // namespace patchbay::adapters
