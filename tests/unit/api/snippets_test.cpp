// The examples of verification, which the portal shows: each is run on messages that the hub
// signed.

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/process.h"
#include "webhooks/standard.h"

namespace patchbay::test {
namespace {

const Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
constexpr const char* id = "evt_1";
const std::string body = "{\"name\": \"M\xC3\xBCller \\u0000 $HOME `x` %s\",\n \"a\": 1 }\n";

struct Language {
  const char* program;
  const char* file;
};
constexpr Language languages[] = {{"/bin/bash", "verify.sh"},
                                  {"/usr/bin/python3", "verify.py"},
                                  {"/usr/bin/node", "verify.js"},
                                  {"/usr/bin/perl", "verify.pl"},
                                  {"/usr/bin/php", "verify.php"}};

class Snippets : public testing::TestWithParam<Language> {
 protected:
  std::string signature(std::int64_t at, const Secret& with = secret) {
    return webhooks::sign(webhooks::decode_secret(with).value(), id, at, body);
  }
  Finished verify(const std::string& given_id, const std::string& at, const std::string& signatures,
                  const std::string& bytes) {
    const std::string file = folder_.path("body");
    std::ofstream(file, std::ios::binary) << bytes;
    return run(
        {"/bin/bash", "-c", R"("$0" "$1" "$3" "$4" "$5" <"$2")", GetParam().program,
         source_folder() + "/examples/webhooks/" + GetParam().file, file, given_id, at, signatures},
        {{"PATCHBAY_WEBHOOK_SECRET", std::string(secret.reveal())}});
  }

  TempFolder folder_;
  const std::int64_t now_ = system_clock().now().seconds();
};
INSTANTIATE_TEST_SUITE_P(Languages, Snippets, testing::ValuesIn(languages), [](const auto& each) {
  const std::string file = each.param.file;
  return file.substr(file.find('.') + 1);
});

TEST_P(Snippets, take_what_the_hub_signed) {
  const auto at = std::to_string(now_);
  const auto right = verify(id, at, signature(now_), body);
  EXPECT_EQ(right.output, "verified\n") << right.error;
  EXPECT_EQ(right.code, 0);
  const std::string others = "v1a,AAAA " + signature(now_, webhooks::new_secret()) + " ";
  EXPECT_EQ(verify(id, at, others + signature(now_), body).output, "verified\n")
      << "while a secret is replaced";
}

TEST_P(Snippets, refuse_everything_else) {
  const auto at = std::to_string(now_);
  const std::string good = signature(now_);
  const auto refused = [&](const std::string& given_id, const std::string& time,
                           const std::string& signatures, const std::string& bytes) {
    const auto seen = verify(given_id, time, signatures, bytes);
    EXPECT_EQ(seen.output, "refused\n") << seen.error;
    EXPECT_EQ(seen.code, 1);
  };
  refused(id, at, good, body + " ");
  refused(id, at, good, "");
  refused("evt_2", at, good, body);
  refused(id, std::to_string(now_ - 1), good, body);
  refused(id, at, signature(now_, webhooks::new_secret()), body);
  refused(id, at, good.substr(3), body);
  refused(id, at, good.substr(0, good.size() - 4), body);
  refused(id, at, "", body);
  refused(id, "", good, body);
  refused(id, "now", good, body);
  const auto old = now_ - 400, young = now_ + 400;
  refused(id, std::to_string(old), signature(old), body);
  refused(id, std::to_string(young), signature(young), body);
}

}  // namespace
}  // namespace patchbay::test
