#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/customer_view.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/base/mask.h"
#include "hub/loyalty/contacts.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using loyalty::Contact;
using loyalty::ContactField;

constexpr std::size_t found_max = 100;  ///< customers of one search
constexpr std::size_t field_bytes_max = 200;

constexpr const char* show_operation = R"({
  "operationId": "getContact",
  "summary": "A customer's name, phone and e-mail, masked",
  "parameters": [{
    "name": "id", "in": "path", "required": true,
    "description": "the programme's own number of the customer",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200}
  }],
  "responses": {
    "200": {
      "description": "Masked",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Contact"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

constexpr const char* put_operation = R"({
  "operationId": "putContact",
  "summary": "Replace a customer's name, phone and e-mail; what is left out goes",
  "parameters": [{
    "name": "id", "in": "path", "required": true,
    "description": "the programme's own number of the customer",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200}
  }],
  "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "name": {"type": "string", "maxLength": 200},
        "phone": {"type": "string", "maxLength": 200,
                  "description": "kept as given, found by its digits without 00 in front"},
        "email": {"type": "string", "maxLength": 200, "description": "found in any case"}
      }
    }}}
  },
  "responses": {
    "200": {
      "description": "Masked",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Contact"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

constexpr const char* found_answers = R"(
  "responses": {
    "200": {
      "description": "Those that have it, at most 100",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CustomerList"}}}
    }
  }
})";

constexpr const char* find_parameters = R"({
  "operationId": "findCustomers",
  "summary": "Customers by phone or by e-mail; URLs stand in logs, so prefer the search by POST",
  "parameters": [
    {"name": "phone", "in": "query", "schema": {"type": "string", "maxLength": 200}},
    {"name": "email", "in": "query", "schema": {"type": "string", "maxLength": 200}}
  ],)";

constexpr const char* search_body = R"({
  "operationId": "searchCustomers",
  "summary": "Customers by phone or by e-mail, which stand in no URL",
  "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "phone": {"type": "string", "maxLength": 200},
        "email": {"type": "string", "maxLength": 200}
      }
    }}}
  },)";

std::string masked(const Contact& contact) {
  const auto mask = [](const std::string& text, auto how) {
    return text.empty() ? std::string() : how(text);
  };
  return boost::json::serialize(boost::json::object{{"name", mask(contact.name, mask_name)},
                                                    {"phone", mask(contact.phone, mask_number)},
                                                    {"email", mask(contact.email, mask_email)}});
}

/// For the audit, which is kept for good: which fields there are, not what is in them.
std::string given_fields(const Contact& contact) {
  boost::json::array fields;
  if (!contact.name.empty()) fields.emplace_back("name");
  if (!contact.phone.empty()) fields.emplace_back("phone");
  if (!contact.email.empty()) fields.emplace_back("email");
  return boost::json::serialize(boost::json::object{{"fields", std::move(fields)}});
}

/// Where contacts are, and how they are opened. Whose they are, the caller says.
struct Book {
  store::Store& store;
  crypto::KeyRing keys;
  const Clock& clock;
};

Async<Response> show(Book book, OrganisationId organisation, std::string customer) {
  std::optional<Contact> found;
  if (is_plain_text(customer)) {
    auto find = [&](store::Session& session) {
      return loyalty::find_contact(session, organisation, customer, book.keys);
    };
    found = co_await book.store.read(find);
  }
  if (!found) co_return problem_of(not_found("this customer has no contact"));
  co_return http::json_response(200, masked(*found));
}

Result<Response> put(const Book& book, store::Session& session, const Request& request,
                     const PathValues& path) {
  const std::string& customer = path.at("id");
  if (!is_plain_text(customer)) return not_found("there is no customer with this id");
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const auto text = [&](const char* name) {
    auto value = read_text(fields, name, "");
    if (value.size() > field_bytes_max)
      fields.fail(std::string(name) + " is longer than 200 bytes");
    return value;
  };
  const Contact contact{text("name"), text("phone"), text("email")};
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const auto now = book.clock.now();
  const auto& organisation = request.caller->organisation;
  const auto before = loyalty::find_contact(session, organisation, customer, book.keys);
  auto done = loyalty::put_contact(session, organisation, customer, contact, book.keys, now);
  if (!done) return done.error();
  access::AuditEntry entry;
  entry.organisation = organisation;
  entry.actor = request.caller->actor;
  entry.action = "customer.contact";
  entry.subject = "customer:" + customer;
  if (before) entry.before = given_fields(*before);
  entry.after = given_fields(contact);
  entry.at = now;
  entry.address = request.address;
  access::record(session, entry);
  return http::json_response(200, masked(contact));
}

/// Phone or e-mail, one of them. Errors: invalid.
Result<std::pair<ContactField, std::string>> sought(const std::string& phone,
                                                    const std::string& email) {
  if (phone.empty() == email.empty())
    return invalid("give either phone or email, as \"phone\" or \"email\"");
  return phone.empty() ? std::pair(ContactField::email, email)
                       : std::pair(ContactField::phone, phone);
}

Async<Response> find(Book book, OrganisationId organisation, std::string phone, std::string email) {
  const auto what = sought(phone, email);
  if (!what) co_return problem_of(what.error());
  auto look = [&](store::Session& session) -> Result<boost::json::array> {
    const auto ids = loyalty::find_by_contact(session, organisation, what->first, what->second,
                                              book.keys, found_max);
    if (!ids) return ids.error();
    boost::json::array customers;
    for (const auto& id : *ids)
      if (const auto customer = loyalty::find_customer(session, organisation, id))
        customers.push_back(to_json(*customer));
    return customers;
  };
  auto found = co_await book.store.read(look);
  if (!found) co_return problem_of(found.error());
  const boost::json::object all{{"customers", std::move(*found)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

Async<Response> answer(Response response) { co_return response; }

Async<Response> find_by_url(const Book& book, const Request& request) {
  const auto given = Parameters::read(request.query(), {"phone", "email"});
  if (!given) return answer(problem_of(given.error()));
  return find(book, request.caller->organisation, given->text("phone"), given->text("email"));
}

Async<Response> find_by_body(const Book& book, const Request& request) {
  const auto body = read_body(request);
  if (!body) return answer(problem_of(body.error()));
  adapters::StrictObject fields(*body, "body");
  const auto phone = read_text(fields, "phone", "");
  const auto email = read_text(fields, "email", "");
  if (const auto strict = fields.finish(); !strict) return answer(problem_of(strict.error()));
  return find(book, request.caller->organisation, phone, email);
}

}  // namespace

std::vector<http::Route> contact_routes(const ApiParts& parts) {
  const Book book{parts.store, parts.keys, parts.clock};
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/customers/{id}/contact",
                    [book](const Request& request, const PathValues& path) {
                      return show(book, request.caller->organisation, path.at("id"));
                    },
                    true, show_operation, "customers:read"});
  // The same when repeated, and its answer is not to be kept: no Idempotency-Key.
  http::Route putting{
      "PUT", "/api/v1/customers/{id}/contact", {}, true, put_operation, "customers:write"};
  routes.push_back(change_route(parts, std::move(putting),
                                [book](auto& session, const auto& request, const auto& path) {
                                  return put(book, session, request, path);
                                }));
  routes.push_back({"GET", "/api/v1/customers",
                    [book](const auto& request, const auto&) { return find_by_url(book, request); },
                    true, std::string(find_parameters) + found_answers, "customers:read"});
  http::Route search{
      "POST",
      "/api/v1/customers/search",
      [book](const auto& request, const auto&) { return find_by_body(book, request); },
      true,
      std::string(search_body) + found_answers,
      "customers:read"};
  search.in_read_only = true;  // changes nothing
  routes.push_back(std::move(search));
  return routes;
}

}  // namespace patchbay::api
