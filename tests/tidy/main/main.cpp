// tidy ROOT: prints every broken rule of the tree; exits 1 when there is one.
#include <cstdio>

#include "tests/tidy/checks.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: tidy ROOT   (the folder that holds hub/ and tests/)\n", stderr);
    return 64;
  }
  const auto tree = patchbay::tidy::load_tree(argv[1]);
  if (tree.empty()) {
    std::fprintf(stderr, "tidy: there is no source below %s\n", argv[1]);
    return 64;
  }
  const auto findings = patchbay::tidy::check_tree(tree);
  for (const auto& finding : findings)
    std::printf("%s\n", patchbay::tidy::to_text(finding).c_str());
  std::printf("tidy: %zu files, median %zu lines, %zu to mend\n", tree.size(),
              patchbay::tidy::median_lines(tree), findings.size());
  return findings.empty() ? 0 : 1;
}
