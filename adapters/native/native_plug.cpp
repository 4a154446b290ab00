#include "adapters/native/native_plug.h"

#include "adapters/native/border_text.h"
#include "adapters/native/library.h"
#include "adapters/native/native_conversation.h"
#include "hub/http/json.h"

namespace patchbay::adapters::native {
namespace {

class NativePlug final : public Plug {
 public:
  NativePlug(const patchbay_plugin_v1& table, Manifest manifest, std::string origin)
      : table_(table), manifest_(std::move(manifest)), origin_(std::move(origin)) {}

  const Manifest& manifest() const override { return manifest_; }
  const std::string& origin() const override { return origin_; }
  std::unique_ptr<Conversation> begin(CallContext context, boost::json::value request) override {
    return begin_conversation(table_, origin_, context, request);
  }

 private:
  const patchbay_plugin_v1& table_;
  const Manifest manifest_;
  const std::string origin_;
};

}  // namespace

Result<std::shared_ptr<Plug>> load_plug(const std::string& file, const std::string& cache_folder) {
  const auto table = load_library(file, cache_folder);
  if (!table) return table.error();
  const auto json = parse_json(text_of((*table)->manifest_json));
  if (!json) return json.error().in(file + ": manifest");
  auto manifest = parse_manifest(*json);
  if (!manifest) return manifest.error().in(file);
  return std::shared_ptr<Plug>(std::make_shared<NativePlug>(**table, *std::move(manifest), file));
}

}  // namespace patchbay::adapters::native
