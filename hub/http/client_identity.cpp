#include "hub/http/client_identity.h"

#include <atomic>

#include "hub/http/tls.h"

namespace patchbay::http {
namespace {

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

ClientIdentity::ClientIdentity(std::shared_ptr<boost::asio::ssl::context> tls, bool has_certificate)
    : has_certificate_(has_certificate), tls_(std::move(tls)), number_(next_number()) {}

Result<std::shared_ptr<const ClientIdentity>> ClientIdentity::from_texts(
    const IdentityTexts& texts) {
  if (texts.certificate.empty() != texts.key.empty())
    return invalid("a client certificate and its key belong together; give both or neither");
  auto tls = make_client_tls_of_text(texts.ca);
  if (!tls) return tls.error();
  if (!texts.certificate.empty())
    if (auto shown = show_certificate_text(**tls, texts.certificate, texts.key); !shown)
      return shown.error();
  return std::shared_ptr<const ClientIdentity>(
      new ClientIdentity(*std::move(tls), !texts.certificate.empty()));
}

Result<std::shared_ptr<const ClientIdentity>> ClientIdentity::load(const IdentityFiles& files) {
  if (files.certificate.empty() != files.key.empty())
    return invalid("a client certificate and its key belong together; give both or neither");
  auto tls = make_client_tls(files.ca);
  if (!tls) return tls.error();
  if (!files.certificate.empty())
    if (auto shown = show_certificate(**tls, files.certificate, files.key); !shown)
      return shown.error();
  return std::shared_ptr<const ClientIdentity>(
      new ClientIdentity(*std::move(tls), !files.certificate.empty()));
}

}  // namespace patchbay::http
