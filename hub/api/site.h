#pragma once
// The hub's pages for people: one look, one way in. Private to the room.

#include <string>
#include <string_view>
#include <vector>

#include "hub/api/html.h"
#include "hub/http/message.h"

namespace patchbay::api {

/// One set of pages. Who may come in: holders of a credential with `scope_read`, partners' or the
/// organisation's own.
struct Site {
  std::string_view path;         ///< "/portal"
  std::string_view title;        ///< "webhooks": behind the title of each page
  std::string_view cookie;       ///< its name
  std::string_view limit;        ///< group of rate limits (Route::limit)
  std::string_view scope_read;   ///< to come in
  std::string_view scope_write;  ///< to change something
  bool for_partners = false;
  std::string_view sign_in_hint;  ///< a sentence below the form
  struct Link {
    std::vector<std::string> segments;
    std::string_view text;
  };
  std::vector<Link> links;  ///< on every page
};

/// Of partners' engineers: their endpoints and messages.
const Site& portal_site();
/// Of business staff: the rules.
const Site& policies_site();

/// Of a page with forms: whose it is and what its forms carry.
struct SiteFrame {
  std::string who;         ///< empty: nobody is signed in
  std::string form_token;  ///< of the session
  bool may_change = false;
};

/// A path of the site, of segments that are percent-encoded; `query` is written in the source.
std::string site_path(const Site& site, const std::vector<std::string>& segments,
                      std::string_view query = {});

/// No script, no outside source, not kept, not framed; forms go to the hub alone.
http::Response site_page(const Site& site, int status, const SiteFrame& frame,
                         std::string_view title, const Html& body);

/// `problem`: why the try before failed; may be empty.
Html login_form(const Site& site, std::string_view problem);

}  // namespace patchbay::api
