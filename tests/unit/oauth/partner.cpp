#include "tests/unit/oauth/partner.h"

#include "hub/base/text.h"

namespace patchbay::oauth::testing {

Fields fields_of(std::string_view form) {
  Fields fields;
  for (const auto part : split(form, '&')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    fields[http::percent_decode(part.substr(0, equals))] =
        http::percent_decode(part.substr(equals + 1));
  }
  return fields;
}

std::string pair_json(int number, int life, bool has_refresh) {
  const std::string n = std::to_string(number);
  return R"({"access_token":"a)" + n + R"(","token_type":"Bearer")" +
         (has_refresh ? R"(,"refresh_token":"r)" + n + '"' : "") +
         (life > 0 ? R"(,"expires_in":)" + std::to_string(life) : "") + "}";
}

Partner::Partner(http::Loops& loops) {
  rotate();
  const auto handler = [this](http::Request request) { return handle(std::move(request)); };
  server_ = http::start_server(loops, {}, handler).value();
}

void Partner::answer_by(Answer answer) {
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

void Partner::answer_with(int status, std::string body) {
  answer_by([status, body](const Sent&) { return http::json_response(status, body); });
}

void Partner::rotate() {
  answer_by([this](const Sent& sent) { return grant(sent); });
}

void Partner::hold_next() {
  const std::lock_guard lock(mutex_);
  hold_ = Hold::next;
}

void Partner::wait_for_held() {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [this] { return hold_ == Hold::held; });
}

void Partner::let_go() {
  {
    const std::lock_guard lock(mutex_);
    hold_ = Hold::none;
  }
  bell_.ring();
}

std::vector<Sent> Partner::sent() {
  const std::lock_guard lock(mutex_);
  return sent_;
}

Async<http::Response> Partner::handle(http::Request request) {
  const auto ticket = bell_.ticket();
  Sent sent;
  sent.form = fields_of(request.body);
  sent.request = std::move(request);
  bool is_held = false;
  {
    const std::lock_guard lock(mutex_);
    sent_.push_back(sent);
    is_held = hold_ == Hold::next;
    if (is_held) hold_ = Hold::held;
  }
  came_.notify_all();
  if (is_held) co_await bell_.wait(ticket, std::chrono::seconds(30));
  const std::lock_guard lock(mutex_);
  co_return answer_(sent);
}

http::Response Partner::grant(const Sent& sent) {
  const auto field = [&](const char* name) {
    const auto found = sent.form.find(name);
    return found == sent.form.end() ? std::string() : found->second;
  };
  if (field("grant_type") == "refresh_token" &&
      field("refresh_token") != "r" + std::to_string(pairs_))
    return http::json_response(400, R"({"error":"invalid_grant"})");
  const bool has_refresh = field("grant_type") != "client_credentials";
  return http::json_response(200, pair_json(++pairs_, life, has_refresh));
}

}  // namespace patchbay::oauth::testing
