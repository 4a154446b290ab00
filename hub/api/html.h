#pragma once
// Pieces of pages. Whatever comes as text is escaped here, so a page cannot forget it.
// Private to the room.

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::api {

/// A piece of HTML. It is made of texts by the functions below, and of our own words by raw().
class Html {
 public:
  Html() = default;
  /// Text from anywhere: cleaned (clean_text) and escaped.
  static Html text(std::string_view text);
  /// Markup that is written in the source.
  static Html raw(std::string_view markup);
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  friend Html operator+(Html left, const Html& right) { return left += right; }
  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }

 private:
  std::string markup_;
};

/// `<name>…</name>`; `name` is written in the source.
Html element(std::string_view name, const Html& inside);
Html element(std::string_view name, std::string_view text);
/// `<pre>`.
Html block(std::string_view text);
Html link(const std::string& path, std::string_view text);
Html table(const std::vector<std::string_view>& headings,
           const std::vector<std::vector<Html>>& rows);
/// Two columns, a fact a row.
Html facts(const std::vector<std::pair<std::string_view, Html>>& rows);

struct HiddenField {
  std::string_view name;
  std::string value;
};
/// A form of one button that posts, with hidden fields.
Html button(const std::string& path, std::string_view label,
            const std::vector<HiddenField>& fields);

}  // namespace patchbay::api
