#pragma once
// What one request may do with one resource. The pipelines of the doors ask; handlers ask only about other resources
// than their row's.
//
//   Rights rights(services, context);
//   rights.about_repository("team/app");
//   if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
//   auto allowed = rights.may("ecr:PutImage");
//
// Root in its own account, and everybody whose repository is in memory, wait for nothing and read nothing.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/context.h"
#include "api/image_facts.h"
#include "api/request_facts.h"
#include "api/services.h"
#include "async/task.h"
#include "registry/access.h"

namespace entrepot::api {

class Rights {
 public:
  /// Both outlive it. The owner of what is asked about is the context's registry.
  Rights(const Services& services, const Context& context);

  /// Everything will be allowed: nothing about the request need be gathered. Root, too, is bound by a Deny in the
  /// policies of its repository and registry, so this holds where there are none.
  bool allows_all() const;

  /// The registry as a whole: "*".
  void about_registry() { about("*", {}); }
  /// One repository, or all of them: "*".
  void about_repository(std::string_view name);
  /// What no repository's or registry's policy is about: an ARN, or "*".
  void about_resource(std::string arn);

  /// What conditions may ask about the request; before the first question, or, of images, after expect_images().
  void tell(RequestFacts request);
  /// The request is about images; which ones, is told when lacks_images() says that a condition wants to know.
  void expect_images();

  bool is_ready() const;
  async::Task<void> read();
  /// Instead of what is true of a repository: what would be, were it made or changed.
  void suppose(registry::RepositoryAccess repository);
  void suppose_policy(std::shared_ptr<const iam::Policy> policy);

  /// kAccessDenied with AWS's text. Not final while lacks_images() says so afterwards.
  Result<void> may(std::string_view action);

  /// A condition asked about images that are not known yet: tell() what is expected, then read_images(), or
  /// tell_manifest() for a push; and ask again.
  bool lacks_images() const { return lacks_images_; }
  async::Task<void> read_images();
  void tell_manifest(std::string_view manifest, std::string_view media_type);

  /// Whether the repository asked about is known not to be there.
  bool is_absent() const { return facts_.repository && !facts_.repository->exists; }

 private:
  void about(std::string resource, std::string repository);
  struct Answer {
    Result<void> allowed;
    bool is_about_image = false;  ///< a condition asked something about it
  };
  Answer ask(std::string_view action, const ImageFacts* image);
  std::size_t resource_policies(std::string_view action, std::span<std::shared_ptr<const iam::Policy>, 2> out) const;

  const Services& services_;
  const Context& context_;
  bool is_root_;  ///< of the account that owns what is asked about, and nothing else could refuse it
  bool needs_facts_ = true;
  bool is_supposed_ = false;  ///< then an answer is none that the audit log should know
  bool lacks_images_ = false;
  bool lacks_referrers_ = false;
  std::string resource_;
  std::string repository_;  ///< empty: no single one is asked about
  registry::AccessFacts facts_;
  RequestFacts request_;
  std::vector<ImageFacts> images_;
};

}  // namespace entrepot::api
