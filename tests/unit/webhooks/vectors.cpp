#include "tests/unit/webhooks/vectors.h"

#include "hub/crypto/digest.h"

namespace patchbay::webhooks::test {
namespace {

std::string hash_key(const std::string& body) {
  return "sha256:" + crypto::to_hex(crypto::sha256(body));
}

/// Of a body that has no id where the preset looks for one.
std::string without_id(const std::string& preset) {
  return R"({"preset": ")" + preset + R"(", "id": {"body_hash": true}})";
}

/// The reference libraries' test messages.
std::vector<Vector> standard() {
  Vector one;
  one.name = "standard";
  one.scheme = R"("standard")";
  one.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  one.other_secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  one.fields = {{"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
                {"webhook-timestamp", "1614265330"},
                {"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"}};
  one.body = R"({"test": 2432232314})";
  one.now_s = 1614265330;
  one.dedup = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  one.is_stamped = true;
  Vector two = one;
  two.name = "standard_email";
  two.secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  two.other_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  two.fields = {{"webhook-signature", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="},
                {"webhook-timestamp", "1649367553"},
                {"webhook-id", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk"}};
  two.body = R"({"email":"test@example.com","username":"test_user"})";
  two.now_s = 1649367553;
  two.dedup = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
  Vector three = one;
  three.name = "standard_ed25519";
  three.scheme = R"("standard-v1a")";
  three.secret = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
  three.other_secret = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";  // RFC 8032, test 1
  three.fields.front().second =
      "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/"
      "enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
  return {one, two, three};
}

std::vector<Vector> of_bodies() {
  Vector github;
  github.name = "github";
  github.scheme = R"("github")";
  github.secret = "It's a Secret to Everybody";
  github.fields = {{"X-Hub-Signature-256",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
                   {"X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"},
                   {"X-GitHub-Event", "issues"}};
  github.body = "Hello, World!";
  github.dedup = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
  github.type = "issues";
  Vector shopify;
  shopify.name = "shopify";
  shopify.scheme = R"("shopify")";
  shopify.secret = "hush";
  shopify.fields = {{"X-Shopify-Hmac-Sha256", "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="},
                    {"X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"},
                    {"X-Shopify-Topic", "orders/create"}};
  shopify.body = R"({"id":1})";
  shopify.dedup = "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043";
  shopify.type = "orders/create";
  Vector plain;
  plain.name = "plain";
  plain.scheme = R"("plain")";
  plain.secret = "partner-secret";
  plain.fields = {
      {"X-Webhook-Signature", "7b2229f88cdc71898bab5d3b7595d8778c48983ae3a21833870988185760c1ea"}};
  plain.body = R"({"id":"evt_1","type":"voucher.redeemed"})";
  plain.dedup = "evt_1";
  plain.type = "voucher.redeemed";
  return {github, shopify, plain};
}

std::vector<Vector> of_payments() {
  Vector stripe;
  stripe.name = "stripe";
  stripe.scheme = R"("stripe")";
  stripe.secret = "whsec_test";
  stripe.fields = {
      {"Stripe-Signature",
       "t=1700000000,v1=4c15fb2a43f93ef61eaa3e0893866d57cad9cad4223242cfb96f362480cb4021"}};
  stripe.body = R"({"id":"evt_1","object":"event"})";
  stripe.now_s = 1700000000;
  stripe.dedup = "evt_1";
  stripe.is_stamped = true;
  Vector paystack;
  paystack.name = "paystack";
  paystack.scheme = without_id("paystack");
  paystack.secret = "sk_test_abc";
  paystack.fields = {
      {"x-paystack-signature",
       "58e28c39a874bfc6c93fcc9336fbba67d6a8e130c6a01363751a5aa136ded818899224fe81a7d96559781ae215"
       "af78dcb8671871f360b259972af77185f2fce9"}};
  paystack.body = R"({"event":"charge.success","data":{"reference":"ref_1","amount":10000}})";
  paystack.dedup = hash_key(paystack.body);
  paystack.type = "charge.success";
  Vector flutterwave;
  flutterwave.name = "flutterwave";
  flutterwave.scheme = R"("flutterwave")";
  flutterwave.secret = "my_secret_hash";
  flutterwave.fields = {{"flutterwave-signature", "vgRid2Jkcv+oADwW4T8MQzqHANF2FWFZsgSKhHRNJnE="}};
  flutterwave.body = R"({"type":"charge.completed","data":{"id":"1"}})";
  flutterwave.dedup = R"(["charge.completed","1"])";
  flutterwave.type = "charge.completed";
  Vector square;
  square.name = "square";
  square.scheme = without_id("square");
  square.secret = "asdf1234";
  square.fields = {
      {"x-square-hmacsha256-signature", "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og="}};
  square.body = R"({"hello":"world"})";
  square.url = "https://example.com/webhook";
  square.dedup = hash_key(square.body);
  return {stripe, paystack, flutterwave, square};
}

std::vector<Vector> of_messages() {
  Vector slack;
  slack.name = "slack";
  slack.scheme = without_id("slack");
  slack.secret = "8f742231b10e8888abcd99yyyzzz85a5";
  slack.fields = {
      {"X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"},
      {"X-Slack-Request-Timestamp", "1531420618"}};
  slack.body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
      "G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
      "collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%"
      "2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
      "803a0bc887a14d10d2c447fce8b6703c";
  slack.now_s = 1531420618;
  slack.dedup = hash_key(slack.body);
  slack.is_stamped = true;
  Vector twilio;
  twilio.name = "twilio";
  twilio.scheme = R"("twilio")";
  twilio.secret = "12345";
  twilio.fields = {{"X-Twilio-Signature", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="},
                   {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  twilio.body =
      "To=%2B18005551212&From=%2B12349013030&Digits=1234&Caller=%2B12349013030&CallSid="
      "CA1234567890ABCDE";
  twilio.url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  twilio.dedup = hash_key(twilio.body);
  Vector json;
  json.name = "twilio_json";
  json.scheme = twilio.scheme;
  json.secret = twilio.secret;
  json.fields = {{"X-Twilio-Signature", "hPXmLwIy3Fgqv1i9KPmH/HhQ6zo="},
                 {"Content-Type", "application/json"}};
  json.body = R"({"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"})";
  json.url =
      "https://example.com/"
      "myapp?bodySHA256=5ccde7145dfb8f56479710896586cb9d5911809d83afbe34627818790db0aec9";
  json.dedup = hash_key(json.body);
  Vector sendgrid;
  sendgrid.name = "sendgrid";
  sendgrid.scheme = R"("sendgrid")";
  sendgrid.secret =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+"
      "2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
  sendgrid.other_secret =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa"
      "6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==";  // RFC 6979, A.2.5
  sendgrid.fields = {{"X-Twilio-Email-Event-Webhook-Signature",
                      "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+"
                      "uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="},
                     {"X-Twilio-Email-Event-Webhook-Timestamp", "1600112502"}};
  sendgrid.body = R"([{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",)"
                  R"("sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",)"
                  R"("sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-)"
                  R"(kmzbl-18-5F5FC76C-9.0",)"
                  R"("smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>",)"
                  R"("timestamp":1600112492}])"
                  "\r\n";
  sendgrid.now_s = 1600112502;
  sendgrid.dedup = hash_key(sendgrid.body);
  sendgrid.is_stamped = true;
  return {slack, twilio, json, sendgrid};
}

/// Nothing is signed: the header holds the secret.
std::vector<Vector> of_secrets() {
  Vector telegram;
  telegram.name = "telegram";
  telegram.scheme = R"("telegram")";
  telegram.secret = "abc_DEF-123";
  telegram.fields = {{"X-Telegram-Bot-Api-Secret-Token", telegram.secret}};
  telegram.body = R"({"update_id":123456789,"message":{"text":"hi"}})";
  telegram.dedup = "123456789";
  telegram.is_static = true;
  Vector iiko = telegram;
  iiko.name = "iiko";
  iiko.scheme = R"("iiko")";
  iiko.secret = "Bearer 5d41402a";
  iiko.fields = {{"Authorization", iiko.secret}};
  iiko.body = R"([{"eventType":"TableOrderUpdate"}])";
  iiko.dedup = hash_key(iiko.body);
  iiko.type = "TableOrderUpdate";
  Vector flutterwave = telegram;
  flutterwave.name = "flutterwave_v3";
  flutterwave.scheme = R"("flutterwave-v3")";
  flutterwave.fields = {{"verif-hash", flutterwave.secret}};
  flutterwave.body = R"({"event":"charge.completed","data":{"id":285959875}})";
  flutterwave.dedup = R"(["charge.completed","285959875"])";
  flutterwave.type = "charge.completed";
  return {telegram, iiko, flutterwave};
}

}  // namespace

std::vector<Vector> vectors() {
  std::vector<Vector> all;
  for (auto& group : {standard(), of_bodies(), of_payments(), of_messages(), of_secrets()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace patchbay::webhooks::test
