#include "tests/conformance/plugs.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "adapters/auth.h"
#include "adapters/lua/lua_plug.h"
#include "adapters/native/native_plug.h"

namespace patchbay::adapters::conformance {
namespace {

namespace fs = std::filesystem;

const fs::path own_scripts = "tests/conformance/scripts";
const fs::path own_modules = PATCHBAY_TEST_MODULES;
const fs::path files = "tests/conformance/files";

void add_scripts(const fs::path& folder, std::vector<Subject>& found) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "partner.lua")) continue;
    const bool is_played = fs::exists(entry.path() / "sandbox.lua");
    found.push_back({"lua_" + entry.path().filename().string(), entry.path().string(),
                     is_played ? entry.path().string() : "", ""});
  }
}

void add_libraries(const fs::path& folder, std::vector<Subject>& found) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".so") continue;
    const std::string name = entry.path().stem().string();
    const fs::path file = files / (name + ".csv");
    found.push_back({"native_" + name, entry.path().string(), "",
                     fs::exists(file) ? fs::absolute(file).string() : ""});
  }
}

std::shared_ptr<Plug> load(const Subject& subject) {
  const bool is_native = subject.plug.ends_with(".so");
  auto plug = is_native
                  ? native::load_plug(subject.plug, ::testing::TempDir() + "patchbay-plugin-cache")
                  : lua::load_plug(subject.plug);
  return std::move(plug).value();
}

std::string value_of(const Field& field, const std::string& file) {
  if (field.default_value) return *field.default_value;
  if (!field.one_of.empty()) return field.one_of.front();
  switch (field.type) {
    case FieldType::text: return std::string(std::max<std::int64_t>(field.length_min, 1), 'x');
    case FieldType::integer: return std::to_string(std::max<std::int64_t>(field.minimum, 0));
    case FieldType::boolean: return "true";
    case FieldType::url: return "https://acme.test/v1";
    case FieldType::path: return file;
  }
  return {};
}

std::string text_of(const http::Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) text += name + ": " + value + "\n";
  return text;
}

std::string text_of(const Step& step) {
  if (const auto* sent = std::get_if<HttpStep>(&step))
    return sent->method + " " + sent->path + (sent->moves_value ? " (moves value)\n" : "\n") +
           text_of(sent->headers) + sent->body;
  if (const auto* read = std::get_if<ReadFileStep>(&step))
    return "read " + read->path + " from " + std::to_string(read->offset) + ", " +
           std::to_string(read->length_max);
  if (const auto* wait = std::get_if<WaitStep>(&step))
    return "wait " + std::to_string(wait->length.count());
  const auto& outcome = std::get<Outcome>(step);
  return std::string(name_of(outcome.kind)) + " " + outcome.code + " " + outcome.message + " " +
         boost::json::serialize(outcome.result);
}

}  // namespace

void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.plug; }

std::vector<Subject> subjects() {
  std::vector<Subject> found;
  add_scripts("scripts", found);
  add_scripts(own_scripts, found);
  add_libraries(PATCHBAY_PLUGINS, found);
  found.push_back({"native_exemplar", own_modules / "exemplar.so", own_scripts / "exemplar", ""});
  std::sort(found.begin(), found.end(),
            [](const Subject& a, const Subject& b) { return a.name < b.name; });
  return found;
}

Partner make_partner(const Subject& subject) {
  Partner partner;
  partner.id = "acme";
  partner.plug = load(subject);
  const Manifest& manifest = partner.plug->manifest();
  std::map<std::string, std::string> settings;
  for (const auto& field : manifest.settings) settings[field.name] = value_of(field, subject.file);
  partner.settings = FieldValues::check(manifest.settings, settings).value();
  for (const auto& name : manifest.secrets) partner.secrets[name] = Secret("hush-" + name);
  partner.limits = manifest.limits;
  partner.retry = manifest.retry;
  partner.breaker = manifest.breaker;
  partner.auth = make_authenticator(partner).value();
  return partner;
}

const Capability& capability_of(const Plug& plug, const std::string& name) {
  const auto* found = find_capability(plug.manifest().kind, name);
  if (!found) throw std::runtime_error(plug.origin() + " has no capability " + name);
  return *found;
}

std::vector<Trial> trials(const Subject& subject, const Plug& plug) {
  std::vector<Trial> all;
  for (const auto& name : plug.manifest().capabilities) {
    const Capability& capability = capability_of(plug, name);
    const auto& examples = request_examples(capability).good;
    const bool is_about_a_file = examples.front().as_object().contains("path");
    for (auto request : examples) {
      if (is_about_a_file) request.as_object()["path"] = subject.file;
      all.push_back({name, capability.moves_value ? "rwd_1" : "", std::move(request)});
    }
  }
  return all;
}

CallContext context_of(const Partner& partner, const Trial& trial) {
  CallContext context;
  context.capability = trial.capability;
  context.idempotency_key = trial.key;
  context.settings = partner.settings.all();
  context.now = Timestamp{1'750'000'000'000'000};
  return context;
}

Played play(Plug& plug, const CallContext& context, const boost::json::value& request,
            const World& world, std::size_t turns_max) {
  Played played;
  const auto conversation = plug.begin(context, request);
  Reply reply = Begin{};
  for (std::size_t turn = 0; turn < turns_max; ++turn) {
    const Step step = conversation->resume(std::move(reply));
    played.steps.push_back(text_of(step));
    if (const auto* outcome = std::get_if<Outcome>(&step)) {
      played.outcome = *outcome;
      return played;
    }
    const auto* sent = std::get_if<HttpStep>(&step);
    played.moves_value.push_back(sent && sent->moves_value);
    reply = world(step);
    played.replies.push_back(reply);
  }
  return played;
}

World repeat(const std::vector<Reply>& replies) {
  auto next = std::make_shared<std::size_t>(0);
  return [&replies, next](const Step&) -> Reply {
    if (*next < replies.size()) return replies[(*next)++];
    return http::Exchange(http::Failure{http::Stage::connect, false, "nothing was recorded here"});
  };
}

}  // namespace patchbay::adapters::conformance
