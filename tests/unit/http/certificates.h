#pragma once
// Certificates for tests of TLS, made by the openssl command.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace patchbay::test {

/// A folder with ca.pem, which vouches for server.pem (of "localhost"), ann.pem and ben.pem; and
/// other.pem, which vouches for itself alone. Each with its key, "ann.key".
class Certificates {
 public:
  Certificates() {
    std::string pattern = (std::filesystem::temp_directory_path() / "patchbay-tls-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder " + pattern);
    folder_ = pattern;
    std::ofstream(file("localhost")) << "subjectAltName=DNS:localhost\n";
    std::ofstream(file("nobody"));
    vouch_for_oneself("ca");
    vouch_for_oneself("other");
    make("server", "localhost", "localhost");
    make("ann", "ann", "nobody");
    make("ben", "ben", "nobody");
  }
  ~Certificates() { std::filesystem::remove_all(folder_); }
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  std::string text(const std::string& name) const {
    std::ifstream in(file(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  static constexpr const char* fresh =
      " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";

  static void run(const std::string& command) {
    if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error(command);
  }
  void vouch_for_oneself(const std::string& name) {
    run(std::string("openssl req -x509") + fresh + " -subj /CN=test-" + name + " -keyout " +
        file(name + ".key") + " -out " + file(name + ".pem"));
  }
  void make(const std::string& name, const std::string& subject, const std::string& extensions) {
    run(std::string("openssl req") + fresh + " -subj /CN=" + subject + " -keyout " +
        file(name + ".key") + " -out " + file(name + ".csr"));
    run("openssl x509 -req -days 2 -in " + file(name + ".csr") + " -CA " + file("ca.pem") +
        " -CAkey " + file("ca.key") + " -CAcreateserial -extfile " + file(extensions) + " -out " +
        file(name + ".pem"));
  }

  std::filesystem::path folder_;
};

}  // namespace patchbay::test
