// A shared library that is no plugin: loading it would end the process.
#include <cstdlib>

namespace {
[[gnu::constructor]] void run_at_load() { std::abort(); }
}  // namespace

extern "C" int something_else() { return 42; }
