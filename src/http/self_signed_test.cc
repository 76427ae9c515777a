#include "http/self_signed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "http/x509.h"

namespace entrepot::http {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class PrivateCa : public testing::Test {
 protected:
  PrivateCa() {
    std::string pattern = (fs::temp_directory_path() / "entrepot-ca-XXXXXX").string();
    dir_ = ::mkdtemp(pattern.data());
  }
  ~PrivateCa() override { fs::remove_all(dir_); }

  std::string read(const std::string& name) {
    std::ifstream in(dir_ / name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  mode_t mode(const std::string& name) {
    struct stat info{};
    ::stat((dir_ / name).c_str(), &info);
    return info.st_mode & 0777U;
  }
  void make(const std::vector<std::string>& names = {"registry.example"}) {
    const auto made = make_private_ca(dir_, names);
    ASSERT_TRUE(made) << made.error().message() << " " << made.error().detail();
  }

  fs::path dir_;
};

TEST_F(PrivateCa, MakesACaAndAServerCertificateThatItSigned) {
  make({"Registry.Example", "*.dkr.example", "10.0.0.7", "2001:db8:0::1"});
  const Certificate ca = certificate_from_pem(read("ca.crt"));
  const Certificate server = certificate_from_pem(read("server.crt"));
  ASSERT_TRUE(ca && server);
  EXPECT_THAT(names_of(*server), UnorderedElementsAre("localhost", "127.0.0.1", "::1", "registry.example",
                                                      "*.dkr.example", "10.0.0.7", "2001:db8::1"));
  EXPECT_EQ(X509_check_ca(ca.get()), 1);
  EXPECT_EQ(X509_check_ca(server.get()), 0);
  EXPECT_EQ(X509_check_issued(ca.get(), server.get()), X509_V_OK);
  EXPECT_EQ(X509_verify(server.get(), X509_get0_pubkey(ca.get())), 1);
  EXPECT_GE(days_left(*ca), 3649);
  EXPECT_LE(days_left(*server), 397);
  EXPECT_THAT(read("server.crt"), HasSubstr(read("ca.crt"))) << "the chain";
}

TEST_F(PrivateCa, KeysAreForTheOwnerOnly) {
  make();
  EXPECT_EQ(mode("ca.key"), 0600U);
  EXPECT_EQ(mode("server.key"), 0600U);
}

TEST_F(PrivateCa, KeepsEverythingWhileItIsGood) {
  make();
  const std::string ca = read("ca.crt");
  const std::string server = read("server.crt");
  make();
  EXPECT_EQ(read("ca.crt"), ca);
  EXPECT_EQ(read("server.crt"), server);
}

TEST_F(PrivateCa, OtherNamesGetAnotherServerCertificateFromTheSameCa) {
  make({"a.example"});
  const std::string ca = read("ca.crt");
  make({"b.example"});
  EXPECT_EQ(read("ca.crt"), ca);
  EXPECT_TRUE(names_of(*certificate_from_pem(read("server.crt"))).contains("b.example"));
  EXPECT_FALSE(names_of(*certificate_from_pem(read("server.crt"))).contains("a.example"));
}

TEST_F(PrivateCa, RenewsAServerCertificateThatExpiresSoon) {
  make({});
  const Certificate ca = certificate_from_pem(read("ca.crt"));
  const Key ca_key = key_from_pem(read("ca.key"));
  const Key key = key_from_pem(read("server.key"));
  const auto old = make_server_certificate(*key, {"localhost", "127.0.0.1", "::1"}, 29, *ca, *ca_key);
  ASSERT_TRUE(old);
  std::ofstream(dir_ / "server.crt") << *to_pem(**old);
  make({});
  EXPECT_GT(days_left(*certificate_from_pem(read("server.crt"))), 300);
}

TEST_F(PrivateCa, MakesAPairAnewThatACrashLeftInHalves) {
  make();
  const Key other = *make_key();
  std::ofstream(dir_ / "server.key") << *to_pem(*other);
  make();
  EXPECT_EQ(
      X509_check_private_key(certificate_from_pem(read("server.crt")).get(), key_from_pem(read("server.key")).get()),
      1);
}

TEST_F(PrivateCa, RefusesToReplaceACaWhoseKeyIsGone) {
  make();
  fs::remove(dir_ / "ca.key");
  const std::string ca = read("ca.crt");
  const auto again = make_private_ca(dir_, {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kUnavailable);
  EXPECT_THAT(std::string(again.error().message()), HasSubstr("ca.key"));
  EXPECT_EQ(read("ca.crt"), ca);
}

TEST_F(PrivateCa, RefusesNamesThatNoCertificateCanHold) {
  for (const char* name : {"", "a b", "a\nb", "*", "x..y", ".x", "ö.example", "a/b", "*.*.x"}) {
    const auto made = make_private_ca(dir_, {name});
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().kind(), ErrorKind::kInvalidParameter) << name;
  }
  EXPECT_FALSE(fs::exists(dir_ / "ca.crt")) << "nothing is made for a bad list";
}

TEST_F(PrivateCa, NamesTheFileThatCannotBeWritten) {
  const auto made = make_private_ca(dir_ / "missing", {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), ErrorKind::kUnavailable);
  EXPECT_THAT(std::string(made.error().message()), HasSubstr("missing/ca.key"));
}

}  // namespace
}  // namespace entrepot::http
