#pragma once
// The partner of a plug, played by its own sandbox.lua without sockets, and files on this disk.

#include <filesystem>

#include "adapters/file_reader.h"
#include "adapters/sandbox_desk.h"
#include "hub/crypto/digest.h"
#include "hub/http/json.h"
#include "tests/conformance/plugs.h"
#include "tests/support/stores.h"

namespace patchbay::adapters::conformance {

/// With books of its own, empty at first. Not thread safe.
class LivePartner {
 public:
  explicit LivePartner(const Subject& subject) {
    if (subject.sandbox.empty()) return;
    const std::filesystem::path folder(subject.sandbox);
    id_ = folder.filename().string();
    SandboxOptions options;
    options.scripts_folder = folder.parent_path().string();
    options.partners = {id_};
    options.books_folder = books_.path().string();
    options.client_id = options.client_secret = "hush";
    options.webhooks_url = "http://hub.test/webhooks";
    desk_ = SandboxDesk::open(std::move(options)).value();
    token_ = fetch_token();
  }
  bool is_played() const { return desk_ != nullptr; }
  SandboxDesk& desk() { return *desk_; }

  http::Exchange answer(const std::string& method, const std::string& path, http::Headers headers,
                        const std::string& body) {
    if (!desk_) return http::Failure{http::Stage::connect, false, "nobody plays this partner"};
    headers.set("Authorization", "Bearer " + token_);
    auto response =
        desk_->answer({method, "/" + id_ + path, std::move(headers), body}, now_).response;
    return response;
  }
  Reply answer(const Step& step) {
    if (const auto* read = std::get_if<ReadFileStep>(&step)) return read_file_chunk(*read);
    const auto* sent = std::get_if<HttpStep>(&step);
    if (!sent) return Waited{};
    return answer(sent->method, sent->path, sent->headers, sent->body);
  }
  World world() {
    return [this](const Step& step) { return answer(step); };
  }

 private:
  std::string fetch_token() {
    http::Headers headers;
    headers.add("Authorization", "Basic " + crypto::to_base64(crypto::bytes_of("hush:hush")));
    const auto answered = desk_->answer(
        {"POST", "/" + id_ + "/oauth/token", headers, "grant_type=client_credentials"}, now_);
    return std::string(parse_json(answered.response.body).value().at("access_token").as_string());
  }

  TemporaryFolder books_;
  std::string id_, token_;
  std::unique_ptr<SandboxDesk> desk_;
  Timestamp now_{1'750'000'000'000'000};
};

}  // namespace patchbay::adapters::conformance
