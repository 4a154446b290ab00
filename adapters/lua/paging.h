#pragma once
// How a partner cuts its lists into pages, and which page to ask for next. Pure.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

constexpr std::int64_t pages_max = 60;  ///< of one list; a call has few more steps

enum class PageStyle { page, offset, cursor, link };

/// One declaration: { by = "page", parameter = "page", first = 1, size = 100, … }.
struct PageRule {
  PageStyle by = PageStyle::page;
  std::string parameter;       ///< of the query: page, offset or cursor
  std::string size_parameter;  ///< of the query; empty: the size is not sent
  std::int64_t first = 0;      ///< page or offset to begin with
  std::int64_t size = 0;       ///< items of a page; 0: the partner's own
  std::string next;            ///< cursor: where the answer's JSON has the next one, "meta.next"
  std::string total;           ///< page, offset: where it has the count of all items; may be empty
  std::string items;           ///< where it has the list; empty: it is the list
  std::int64_t limit = pages_max;
};

/// Reads a rule; `parameter` is the style's name when it is left out, `size_parameter` "limit" for
/// offset and "per_page" for page where a size is given.
/// Errors: invalid: unknown field or style (with the nearest), a cursor without `next`.
Result<PageRule> read_page_rule(const boost::json::value& json);

/// What an answer says of its page.
struct PageFacts {
  std::int64_t items = 0;
  std::optional<std::string> cursor = {};  ///< as text
  std::optional<std::int64_t> total = {};
  std::optional<std::string> link = {};  ///< the target of "next"
};

/// Walks through the pages of one list.
class Pager {
 public:
  explicit Pager(PageRule rule) : rule_(std::move(rule)), position_(rule_.first) {}

  const PageRule& rule() const { return rule_; }
  bool finished() const { return finished_; }
  /// What the query of the next request needs. Not with a link.
  boost::json::object query() const;
  /// The target of the next request where a link named it.
  const std::optional<std::string>& link() const { return link_; }
  /// Takes note of an answer. Errors: invalid: more pages than the limit, or the partner names the
  /// same page again.
  Result<void> advance(const PageFacts& page);

 private:
  bool has_more(const PageFacts& page) const;

  PageRule rule_;
  std::int64_t position_;  ///< page or offset of the next request
  std::int64_t seen_ = 0;  ///< items
  std::int64_t pages_ = 0;
  std::optional<std::string> cursor_, link_;
  bool finished_ = false;
};

}  // namespace patchbay::adapters::lua
