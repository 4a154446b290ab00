#include <CLI/CLI.hpp>
#include <filesystem>

#include "adapters/sandbox_books.h"
#include "hub/app/commands.h"
#include "hub/app/operator/listing.h"

namespace patchbay::app {
namespace {

constexpr std::string_view books_suffix = ".books.jsonl";

struct BooksFlags {
  std::string partner;  ///< empty: all
  std::string folder = "data/sandbox";
  bool json = false;
};

/// Partners that have books in the folder, in order of name.
Result<std::vector<std::string>> partners_in(const std::string& folder) {
  std::vector<std::string> partners;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(books_suffix))
      partners.push_back(name.substr(0, name.size() - books_suffix.size()));
  }
  if (failed) return not_found(folder + ": there are no books: " + failed.message());
  std::sort(partners.begin(), partners.end());
  return partners;
}

std::string text_of(const boost::json::object& row, const char* name) {
  const auto* member = row.if_contains(name);
  if (!member) return "-";
  if (const auto* text = member->if_string()) return std::string(*text);
  return member->is_int64() ? std::to_string(member->get_int64()) : "-";
}

void add_row(Listing& listing, const std::string& partner, boost::json::object row) {
  listing.rows.push_back({text_of(row, "issued_at"), partner, text_of(row, "reference"),
                          text_of(row, "amount_minor"), text_of(row, "currency"),
                          text_of(row, "partner_reference")});
  row["partner"] = partner;
  listing.items.push_back(std::move(row));
}

Result<void> run_books(const BooksFlags& flags) {
  auto partners = partners_in(flags.folder);
  if (!partners) return partners.error();
  if (!flags.partner.empty()) partners = std::vector{flags.partner};
  Listing listing{{"ISSUED AT", "PARTNER", "REFERENCE", "AMOUNT", "CURRENCY", "THEIR REFERENCE"},
                  {},
                  {},
                  "nothing was issued"};
  for (const auto& partner : *partners) {
    auto books = adapters::Books::look(flags.folder + "/" + partner + std::string(books_suffix));
    if (!books) return books.error();
    for (const auto& row : (*books)->rows()) add_row(listing, partner, row);
  }
  print(listing, flags.json);
  return {};
}

}  // namespace

void add_sandbox_books_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<BooksFlags>();
  auto* books = group.add_subcommand(
      "books", "What the partners of a sandbox issued, whether it runs or not; reversals are out");
  books->add_option("partner", flags->partner, "Of this partner alone (default: all)");
  books->add_option("--books", flags->folder, "Folder of the partners' books")
      ->capture_default_str();
  books->add_flag("--json", flags->json, "JSON for programs");
  books->footer("Example: patchbay sandbox books acme --json");
  books->callback([flags, &job] { job = [flags] { return run_books(*flags); }; });
}

}  // namespace patchbay::app
