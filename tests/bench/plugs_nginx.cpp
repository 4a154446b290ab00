#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "tests/bench/plugs.h"
#include "tests/bench/scratch_folder.h"
#include "tests/support/process.h"

namespace patchbay::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* program = "/usr/sbin/nginx";
constexpr const char* modules = "/usr/lib/nginx/modules";
constexpr const char* cjson = "/usr/share/doc/lua-cjson";  // wherever the machine has its libraries
constexpr std::chrono::seconds start_max{10};

bool is_installed() {
  return fs::exists(program) && fs::exists(cjson) &&
         fs::exists(fs::path(modules) / "ngx_http_lua_module.so");
}

/// One process in a folder of its own, which listens on a socket in it.
std::string config_in(const fs::path& folder) {
  std::string config = "daemon off;\nmaster_process off;\npid " + (folder / "pid").string() +
                       ";\nerror_log " + (folder / "errors").string() + " warn;\n";
  for (const char* module : {"ndk_http_module.so", "ngx_http_lua_module.so"})
    config += "load_module " + (fs::path(modules) / module).string() + ";\n";
  config += "events {}\nhttp {\n  access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    config += "  " + std::string(kind) + "_temp_path " + (folder / kind).string() + ";\n";
  return config + "  server {\n    listen unix:" + (folder / "socket").string() +
         ";\n    location / { content_by_lua_file " + (folder / "credit.lua").string() +
         "; }\n  }\n}\n";
}

void wait_for_socket(test::Process& server, const fs::path& socket) {
  const auto start = std::chrono::steady_clock::now();
  while (!fs::exists(socket)) {
    const bool is_late = std::chrono::steady_clock::now() - start > start_max;
    if (is_late || server.wait(std::chrono::milliseconds(10)) != -1)
      throw std::runtime_error("nginx did not start: " + server.standard_error());
  }
}

double microseconds_a_call() {
  const ScratchFolder folder;
  folder.copy(PATCHBAY_SOURCE_FOLDER "/tests/bench/plugs/credit_nginx.lua", "credit.lua");
  const auto config = folder.write("nginx.conf", config_in(folder.path())).string();
  const auto socket = folder.path() / "socket";
  test::Process server({program, "-p", folder.path().string(), "-c", config});
  wait_for_socket(server, socket);
  const auto answered = test::run({"/usr/bin/curl", "-sS", "--fail", "--max-time", "60",
                                   "--unix-socket", socket.string(), "http://localhost/"});
  server.signal(SIGTERM);
  server.wait();
  if (answered.code != 0) throw std::runtime_error("nginx did not answer: " + answered.error);
  return std::stod(answered.output);
}

}  // namespace

std::vector<Measurement> measure_nginx(double lua_call_us) {
  if (!is_installed()) {
    std::puts(
        "nginx's Lua module is not installed, so that nothing is compared with it: apt-get "
        "install libnginx-mod-http-lua lua-cjson");
    return {};
  }
  const double nginx_us = microseconds_a_call();
  return {{"nginx_lua_us", nginx_us, "us", 0},
          {"lua_to_nginx_lua", lua_call_us / nginx_us, "times", 0}};
}

}  // namespace patchbay::bench
