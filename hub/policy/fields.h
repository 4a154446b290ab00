#pragma once
// Reads the fields of one declaration strictly. Private to hub/policy.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/choice.h"
#include "adapters/lua/script.h"
#include "hub/base/result.h"
#include "hub/policy/rules.h"

namespace patchbay::policy {

/// A declaration of a known word, and where its functions can be called. Borrows the declaration.
struct Written {
  const adapters::lua::Declaration* declaration = nullptr;
  RuleKind kind = RuleKind::programme;
  std::optional<Function> place;  ///< none: it may have no functions
};

/// Every field that is asked for becomes known; finish() then refuses the others, so ask for all of
/// them whatever they say. Getters give a neutral value for what is missing or wrong; the first
/// thing that was wrong is in finish(). Those with maybe_ may miss their field.
class Fields {
 public:
  /// `programme` gives currency and rounding; null while the programme itself is read.
  Fields(const Written& written, const ProgrammeRule* programme);

  /// What all rules have: kind, id, place and condition.
  void head(Rule& rule);

  bool has(std::string_view name);
  /// Whether the field is a table of names: money, not a count.
  bool holds_table(std::string_view name);

  /// A text of 1 to 100 characters; notes to people may have 500.
  std::string text(std::string_view name);
  std::string maybe_text(std::string_view name, std::string otherwise = {});
  std::string maybe_note(std::string_view name);
  /// A text that stays the same for ever: lower-case letters, digits and '_'.
  std::string id(std::string_view name);
  std::string maybe_id(std::string_view name, std::string otherwise = {});
  /// At least one id, none twice; empty when the field is missing.
  std::vector<std::string> ids(std::string_view name);
  /// Not below `minimum`, and small enough to multiply.
  std::int64_t integer(std::string_view name, std::int64_t minimum);
  std::optional<std::int64_t> maybe_integer(std::string_view name, std::int64_t minimum);
  /// Minor units, more than nothing, of the programme's currency: AUD(20).
  std::int64_t money(std::string_view name);
  std::optional<std::int64_t> maybe_money(std::string_view name);
  /// percent(5): from nothing to the whole.
  Ratio share(std::string_view name);
  /// times "1.2": more than nothing; 1 when it is missing.
  Ratio factor(std::string_view name);
  /// false when it is missing.
  bool flag(std::string_view name);
  std::optional<Rounding> maybe_rounding(std::string_view name);
  /// The rule's own, else the programme's, else an error.
  Rounding rounding();

  /// One of the table's words.
  template <class T, std::size_t N>
  T word(std::string_view name, const adapters::Choices<T, N>& table) {
    need(name, "a word in quotation marks");
    return maybe_word(name, table, table[0].second);
  }
  template <class T, std::size_t N>
  T maybe_word(std::string_view name, const adapters::Choices<T, N>& table, T otherwise) {
    const std::string text = maybe_text(name);
    if (text.empty()) return otherwise;
    std::vector<std::string> known;
    for (const auto& [word, value] : table) {
      if (text == word) return value;
      known.emplace_back(word);
    }
    refuse(adapters::not_one_of(std::string(name), text, known));
    return otherwise;
  }

  const ProgrammeRule& programme() const { return *programme_; }
  /// Notes an error of the fields' meaning, unless there is one already.
  void refuse(const std::string& what);
  /// Refuses when the field is not there.
  void need(std::string_view name, const std::string& wanted);
  /// Refuses when the field is there: "the field "fee" belongs to …".
  void forbid(std::string_view name, const std::string& reason);
  /// Errors: invalid, with file and line: an unknown field, else what was noted first.
  Result<void> finish() const;

 private:
  const boost::json::value* find(std::string_view name);
  std::optional<Error> unknown() const;
  std::string limited_text(std::string_view name, std::size_t bytes_max);
  std::optional<Ratio> maybe_ratio(std::string_view name, const std::string& wanted);
  Error error(const std::string& what) const;

  const Written& written_;
  const ProgrammeRule* programme_;
  boost::json::object table_;
  std::vector<std::string> known_;
  std::optional<Error> shape_, error_;
};

}  // namespace patchbay::policy
