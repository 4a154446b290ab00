#include "hub/app/key_source.h"

#include <sys/stat.h>

#include <fstream>

#include "hub/app/config.h"
#include "hub/app/files.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

const std::string hex_a(64, 'a');
const std::string hex_b(64, 'b');

FieldValues values(const std::map<std::string, std::string>& given) {
  return FieldValues::check(config_fields(), given).value();
}
Result<crypto::KeyRing> ring_of(const std::map<std::string, std::string>& given,
                                const std::string& variable = "") {
  auto source = find_key_source(values(given), Secret(variable));
  if (!source) return source.error();
  return read_ring(*source);
}

class KeySourceTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  TemporaryFolder folder_;
};

TEST_F(KeySourceTest, reads_file_environment_and_command_alike) {
  std::ofstream(path("keys")) << "k1 " << hex_a << "\nk2 " << hex_b << "\n";
  const auto from_file = ring_of({{"security.key_file", path("keys")}}).value();
  const auto from_variable = ring_of({}, "k1 " + hex_a + "; k2 " + hex_b).value();
  const auto from_command =
      ring_of({{"security.key_command", "/bin/cat  " + path("keys")}}).value();
  for (const auto& ring : {from_file, from_variable, from_command}) {
    EXPECT_EQ(ring.active(), "k2");
    EXPECT_TRUE(ring.covers(from_file));
  }
  EXPECT_EQ(ring_of({}, hex_a + "\n").value().active(), "k1");
}

TEST_F(KeySourceTest, takes_one_source_only_and_says_which_are_given) {
  const auto both = ring_of({{"security.key_file", "a"}, {"security.key_command", "/b"}});
  EXPECT_NE(both.error().message.find("security.key_file and security.key_command"),
            std::string::npos);
  const auto none = ring_of({});
  EXPECT_EQ(none.error().kind, ErrorKind::invalid);
  EXPECT_NE(none.error().message.find("there is no key ring"), std::string::npos);
}

TEST_F(KeySourceTest, says_where_a_bad_ring_came_from_and_never_quotes_it) {
  std::ofstream(path("keys")) << "k1 deadbeefdeadbeef\n";
  for (const auto& bad : {ring_of({{"security.key_file", path("keys")}}),
                          ring_of({{"security.key_command", "/bin/cat " + path("keys")}}),
                          ring_of({}, "k1 deadbeefdeadbeef"), ring_of({}, "deadbeefdeadbeef")}) {
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().message.find("deadbeef"), std::string::npos) << bad.error().message;
    EXPECT_TRUE(bad.error().message.starts_with("setting \"security.key_") ||
                bad.error().message.starts_with("ENCRYPTION_KEY"))
        << bad.error().message;
  }
  EXPECT_EQ(ring_of({{"security.key_file", path("none")}}).error().kind, ErrorKind::not_found);
}

TEST_F(KeySourceTest, writes_a_file_for_its_owner_and_keeps_what_the_old_one_allowed) {
  const auto mode_of = [&] {
    struct stat found {};
    EXPECT_EQ(::stat(path("keys").c_str(), &found), 0);
    return found.st_mode & 0777U;
  };
  ASSERT_TRUE(write_ring(path("keys"), crypto::KeyRing::generate("k1")));
  EXPECT_EQ(mode_of(), 0600U);
  ::chmod(path("keys").c_str(), 0644);
  const auto ring = crypto::KeyRing::generate("k2");
  ASSERT_TRUE(write_ring(path("keys"), ring));
  EXPECT_EQ(mode_of(), 0640U) << "its group may read it, others never";
  EXPECT_TRUE(ring.covers(ring_of({{"security.key_file", path("keys")}}).value()));
}

}  // namespace
}  // namespace patchbay::app
