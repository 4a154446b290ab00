#include "adapters/native/native_plug.h"

#include <boost/json/object.hpp>

#include "adapters/native/library.h"
#include "adapters/native/native_conversation.h"
#include "adapters/native/taking.h"
#include "hub/http/json.h"

namespace patchbay::adapters::native {
namespace {

class NativePlug final : public Plug {
 public:
  NativePlug(std::shared_ptr<const Library> library, Manifest manifest, std::string origin)
      : library_(std::move(library)), manifest_(std::move(manifest)), origin_(std::move(origin)) {}

  const Manifest& manifest() const override { return manifest_; }
  const std::string& origin() const override { return origin_; }
  std::unique_ptr<Conversation> begin(CallContext context, boost::json::value request) override {
    return begin_conversation(library_, origin_, context, request);
  }
  Result<boost::json::value> decode_webhook(const boost::json::value& webhook) override {
    if (!library_->table.decode) return Plug::decode_webhook(webhook);
    return decode(library_, origin_, webhook);
  }

 private:
  const std::shared_ptr<const Library> library_;
  const Manifest manifest_;
  const std::string origin_;
};

Result<Manifest> read_manifest(const patchbay_plugin_v1& table) {
  Taking taking;
  const auto text = taking.text("the manifest", table.manifest_json, body_bytes_max);
  if (!taking.problem().empty()) return invalid(taking.problem());
  auto json = parse_json(text);
  if (!json) return json.error();
  auto* object = json->if_object();
  auto* webhook = object ? object->if_contains("webhook") : nullptr;
  if (table.decode && !(webhook && webhook->is_object()))
    return invalid("it decodes webhooks, but its manifest declares no \"webhook\"");
  if (table.decode) webhook->get_object()["decode"] = true;
  return parse_manifest(*json);
}

}  // namespace

Result<std::shared_ptr<Plug>> load_plug(const std::string& file, const std::string& cache_folder) {
  const auto library = load_library(file, cache_folder);
  if (!library) return library.error();
  auto manifest = read_manifest((*library)->table);
  if (!manifest) return manifest.error().in(file + ": manifest");
  return std::shared_ptr<Plug>(std::make_shared<NativePlug>(*library, *std::move(manifest), file));
}

}  // namespace patchbay::adapters::native
