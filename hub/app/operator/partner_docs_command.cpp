#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "adapters/partner_page.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/plug_folder.h"

namespace patchbay::app {
namespace {

struct DocsFlags : PlugFlags {
  bool html = false;
};

Result<void> run_docs(const DocsFlags& flags) {
  const auto found = find_plug(flags);
  if (!found) return found.error();
  const auto plug = load_plug(*found);
  if (!plug) return plug.error();
  const auto cases = adapters::read_cases(found->folder);
  if (!cases) return cases.error();
  const adapters::Page page = adapters::partner_page((*plug)->manifest(), *cases);
  const std::string text = flags.html ? adapters::to_html(page) : adapters::to_markdown(page);
  if (flags.json)
    std::puts(boost::json::serialize(boost::json::object{{"page", text}}).c_str());
  else
    std::fwrite(text.data(), 1, text.size(), stdout);
  return {};
}

}  // namespace

void add_partner_docs_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<DocsFlags>();
  auto* command = add_plug_command(group, *flags, "docs",
                                   "Print a partner's page from its declarations: settings, "
                                   "secrets, capabilities, limits, settling, webhooks, cases");
  command->add_flag("--html", flags->html, "HTML instead of Markdown");
  command->footer("Example: patchbay partner docs acme > acme.md");
  command->callback([flags, &job] { job = [flags] { return run_docs(*flags); }; });
}

}  // namespace patchbay::app
