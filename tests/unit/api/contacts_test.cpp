#include "hub/access/audit.h"
#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

class ContactsTest : public test::ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (IsSkipped()) return;
    order("ann", 5'000);
    order("bob", 5'000);
  }
  http::Response put(const std::string& customer, const std::string& body) {
    return change("PUT", "/api/v1/customers/" + customer + "/contact", body);
  }
  /// Ids of the customers that a search answers.
  std::string found(const std::string& body) {
    const auto answer = change("POST", "/api/v1/customers/search", body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::string ids;
    const auto all = boost::json::parse(answer.body);
    for (const auto& one : all.at("customers").as_array())
      ids += std::string(one.at("id").as_string()) + " ";
    return ids;
  }
  std::string stored() {
    std::string all;
    read([&](store::Session& s) {
      store::query(s,
                   "SELECT name_sealed || phone_sealed || phone_index || email_sealed || "
                   "email_index FROM customer_contacts",
                   [&](std::string row) { all += row; });
    });
    return all;
  }
  const std::string ann_ =
      R"({"name": "Ann Lee", "phone": "+61 400 000 123", "email": "Ann.Lee@example.com"})";
};
PATCHBAY_ON_BOTH_STORES(ContactsTest);

TEST_P(ContactsTest, shows_what_was_put_masked_and_stores_it_sealed) {
  const auto answer = put("ann", ann_);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto shown = ask_json("/api/v1/customers/ann/contact");
  EXPECT_EQ(boost::json::parse(answer.body), boost::json::value(shown));
  EXPECT_EQ(shown.at("name"), "A*** L***");
  EXPECT_EQ(shown.at("phone"), "****0123");
  EXPECT_EQ(shown.at("email"), "A***@e***.com");
  const auto rows = stored();
  EXPECT_GT(rows.size(), 100U);
  for (const char* plain : {"Ann Lee", "400 000", "400000", "example", "EXAMPLE"})
    EXPECT_EQ(rows.find(plain), std::string::npos) << plain;
}

TEST_P(ContactsTest, finds_by_the_digits_of_a_phone_and_by_an_address_in_any_case) {
  put("ann", ann_);
  put("bob", R"({"phone": "+61 400 000 124"})");
  EXPECT_EQ(found(R"({"phone": "0061-400-000-123"})"), "ann ");
  EXPECT_EQ(found(R"({"email": "ANN.LEE@EXAMPLE.COM"})"), "ann ");
  EXPECT_EQ(found(R"({"phone": "+61 400 000 125"})"), "");
  EXPECT_EQ(found(R"({"email": "ann@example.com"})"), "");
  const auto by_url = ask_json("/api/v1/customers?phone=%2B61400000124");
  EXPECT_EQ(by_url.at("customers").at(0).at("id"), "bob");
}

TEST_P(ContactsTest, a_new_contact_takes_the_place_of_the_old_one) {
  put("ann", ann_);
  put("ann", R"({"phone": "+61 400 000 999"})");
  EXPECT_EQ(found(R"({"phone": "+61 400 000 123"})"), "");
  EXPECT_EQ(found(R"({"email": "ann.lee@example.com"})"), "");
  EXPECT_EQ(ask_json("/api/v1/customers/ann/contact").at("name"), "");
  EXPECT_EQ(put("ann", "{}").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/customers/ann/contact").status, 404);
}

TEST_P(ContactsTest, refuses_what_is_no_contact_without_repeating_it) {
  for (const char* body :
       {R"({"phone": "abc-secret"})", R"({"phone": "123"})", R"({"phone": "1234567890123456"})",
        R"({"email": "secret"})", R"({"email": "a b@secret"})", R"({"surname": "secret"})", "[]"}) {
    const auto answer = put("ann", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.body.find("secret"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(put("nobody", ann_).status, 404);
  EXPECT_EQ(change("POST", "/api/v1/customers/search", "{}").status, 400);
  EXPECT_EQ(
      change("POST", "/api/v1/customers/search", R"({"phone": "12345", "email": "a@b"})").status,
      400);
  EXPECT_EQ(stored(), "");
}

TEST_P(ContactsTest, the_audit_says_which_fields_and_not_what) {
  put("ann", R"({"phone": "+61 400 000 123"})");
  put("ann", R"({"name": "Ann Lee", "phone": "+61 400 000 123"})");
  const auto rows =
      read([](store::Session& s) { return access::list_audit(s, test::organisation, 0, 10); });
  ASSERT_EQ(rows.size(), 2U);  // newest first
  EXPECT_EQ(rows[1].before, "");
  EXPECT_EQ(rows[1].after, R"({"fields":["phone"]})");
  EXPECT_EQ(rows[0].before, rows[1].after);
  EXPECT_EQ(rows[0].after, R"({"fields":["name","phone"]})");
}

}  // namespace
}  // namespace patchbay::api
