#include "adapters/lua/paging.h"

#include "adapters/choice.h"
#include "adapters/strict_object.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::int64_t size_max = 100'000;
constexpr Choices<PageStyle, 4> styles{{{"page", PageStyle::page},
                                        {"offset", PageStyle::offset},
                                        {"cursor", PageStyle::cursor},
                                        {"link", PageStyle::link}}};

const char* usual_size_parameter(PageStyle style) {
  return style == PageStyle::offset ? "limit" : style == PageStyle::page ? "per_page" : "";
}

}  // namespace

Result<PageRule> read_page_rule(const boost::json::value& json) {
  StrictObject object(json, "pages");
  PageRule rule;
  rule.by = choose(object, "by", object.text("by"), styles);
  rule.parameter = object.text("parameter", name_in(styles, rule.by));
  rule.first = object.integer("first", rule.by == PageStyle::page ? 1 : 0, 0, INT32_MAX);
  rule.size = object.integer("size", 0, 0, size_max);
  rule.size_parameter =
      object.text("size_parameter", rule.size > 0 ? usual_size_parameter(rule.by) : "");
  rule.next = object.text("next", "");
  rule.total = object.text("total", "");
  rule.items = object.text("items", "");
  rule.limit = object.integer("limit", pages_max, 1, pages_max);
  if (!object.failed() && rule.by == PageStyle::cursor && rule.next.empty())
    object.fail(
        "by cursor needs \"next\": where the answer has the next one, such as \"meta.next\"");
  if (auto finished = object.finish(); !finished) return finished.error();
  return rule;
}

boost::json::object Pager::query() const {
  boost::json::object query;
  if (rule_.by == PageStyle::page || rule_.by == PageStyle::offset)
    query[rule_.parameter] = position_;
  if (cursor_) query[rule_.parameter] = *cursor_;
  if (rule_.size > 0 && !rule_.size_parameter.empty()) query[rule_.size_parameter] = rule_.size;
  return query;
}

/// A page that is not full is the last one, unless the partner names the count of all.
bool Pager::has_more(const PageFacts& page) const {
  switch (rule_.by) {
    case PageStyle::page:
    case PageStyle::offset:
      if (page.items == 0) return false;
      if (page.total) return seen_ < *page.total;
      return rule_.size == 0 || page.items >= rule_.size;
    case PageStyle::cursor: return page.cursor && !page.cursor->empty();
    case PageStyle::link: return page.link.has_value();
  }
  return false;
}

Result<void> Pager::advance(const PageFacts& page) {
  seen_ += page.items;
  ++pages_;
  finished_ = !has_more(page);
  if (finished_) return {};
  if (pages_ >= rule_.limit)
    return invalid("the list has more than " + std::to_string(rule_.limit) +
                   " pages; ask for larger pages, or for a shorter list");
  const bool is_same = (rule_.by == PageStyle::cursor && page.cursor == cursor_) ||
                       (rule_.by == PageStyle::link && page.link == link_);
  if (is_same) return invalid("the partner names the same page again as the next one");
  cursor_ = page.cursor;
  link_ = page.link;
  position_ += rule_.by == PageStyle::page ? 1 : page.items;
  return {};
}

}  // namespace patchbay::adapters::lua
