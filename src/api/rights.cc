#include "api/rights.h"

#include <array>
#include <utility>

#include "api/endpoint.h"
#include "api/request_keys.h"

namespace entrepot::api {
namespace {

/// What a registry's policy of scope V1 decides about (Amazon ECR user guide, "Registry policy scope").
bool is_of_first_scope(std::string_view action) {
  return action == "ecr:CreateRepository" || action == "ecr:ReplicateImage" || action == "ecr:BatchImportUpstreamImage";
}

}  // namespace

Rights::Rights(const Services& services, const Context& context)
    : services_(services),
      context_(context),
      is_root_(services.authorizer.allows_all(context.principal, context.registry.account) &&
               services.endpoints->of(context.http).policy == nullptr) {}

void Rights::about_repository(std::string_view name) {
  about(model::repository_arn(context_.registry, name), std::string(name == "*" ? std::string_view() : name));
}

void Rights::about_resource(std::string arn) {
  resource_ = std::move(arn);
  repository_.clear();
  facts_ = {};
  needs_facts_ = false;
}

void Rights::about(std::string resource, std::string repository) {
  needs_facts_ = true;
  resource_ = std::move(resource);
  repository_ = std::move(repository);
  facts_ = {};
  is_supposed_ = false;
  if (auto known = services_.policies.known_access(context_.registry, repository_)) facts_ = *std::move(known);
}

void Rights::tell(RequestFacts request) {
  request_ = std::move(request);
  images_ = named_images(request_);
  lacks_images_ = false;
}

void Rights::expect_images() {
  request_ = {};
  images_.assign(1, ImageFacts());
  lacks_images_ = false;
}

bool Rights::allows_all() const {
  if (!is_root_) return false;
  if (!needs_facts_) return true;
  return facts_.registry && !facts_.registry->policy && !(facts_.repository && facts_.repository->policy);
}

bool Rights::is_ready() const {
  return !needs_facts_ || facts_.registry != nullptr;
}

async::Task<void> Rights::read() {
  ENTREPOT_CO_TRY(facts_, co_await services_.policies.read_access(context_.registry, repository_));
  co_return Result<void>{};
}

void Rights::suppose(registry::RepositoryAccess repository) {
  facts_.repository = std::make_shared<const registry::RepositoryAccess>(std::move(repository));
  is_supposed_ = true;
}

void Rights::suppose_policy(std::shared_ptr<const iam::Policy> policy) {
  registry::RepositoryAccess changed = facts_.repository ? *facts_.repository : registry::RepositoryAccess();
  changed.policy = std::move(policy);
  suppose(std::move(changed));
}

Result<void> Rights::may(std::string_view action) {
  if (images_.empty()) return ask(action, nullptr).allowed;
  const bool lacked = std::exchange(lacks_images_, false);
  Result<void> allowed;
  for (const ImageFacts& image : images_) {
    Answer answer = ask(action, &image);
    allowed = std::move(answer.allowed);
    // What no condition asks about is the same for all of them.
    if (!allowed || lacks_images_ || !answer.is_about_image) break;
  }
  lacks_images_ = lacks_images_ || lacked;
  return allowed;
}

std::size_t Rights::resource_policies(std::string_view action,
                                      std::span<std::shared_ptr<const iam::Policy>, 2> out) const {
  // They speak of ECR's actions alone, also where they say "*".
  if (!action.starts_with("ecr:")) return 0;
  std::size_t count = 0;
  // What a repository's policy says is about the repository that is there, not about making it.
  if (facts_.repository && facts_.repository->policy && action != "ecr:CreateRepository")
    out[count++] = facts_.repository->policy;
  if (facts_.registry && facts_.registry->policy && (facts_.registry->covers_every_action || is_of_first_scope(action)))
    out[count++] = facts_.registry->policy;
  return count;
}

Rights::Answer Rights::ask(std::string_view action, const ImageFacts* image) {
  if (allows_all()) {
    if (!context_.note.is_ignored)
      context_.note.decided({.action = std::string(action), .resource = resource_, .is_allowed = true});
    return {.allowed = {}};
  }
  const KeySources sources{.services = services_,
                           .context = context_,
                           .repository = facts_.repository.get(),
                           .request = &request_,
                           .image = image};
  const RequestKeys keys(sources);
  std::array<std::shared_ptr<const iam::Policy>, 2> policies;
  const std::size_t count = resource_policies(action, policies);

  iam::Explanation why;
  auto allowed = services_.authorizer.authorize(context_.principal,
                                                {.action = action,
                                                 .resource = resource_,
                                                 .owner = context_.registry.account,
                                                 .keys = &keys,
                                                 .resource_policies = std::span(policies).first(count),
                                                 .endpoint = services_.endpoints->of(context_.http).policy.get(),
                                                 .explanation = context_.note.is_ignored ? nullptr : &why});
  if (keys.lacks_images()) {
    lacks_images_ = true;
    lacks_referrers_ = lacks_referrers_ || keys.lacks_referrers();
    return {.allowed = std::move(allowed), .is_about_image = true};
  }
  if (!context_.note.is_ignored && !is_supposed_) {
    context_.note.decided({.action = std::string(action),
                           .resource = resource_,
                           .is_allowed = allowed.has_value(),
                           .policy_kind = std::move(why.policy_kind),
                           .policy = std::move(why.policy),
                           .statement = std::move(why.statement)});
  }
  return {.allowed = std::move(allowed), .is_about_image = keys.asked_about_image()};
}

async::Task<void> Rights::read_images() {
  ENTREPOT_CO_TRY(images_, co_await api::read_images(services_, context_.scope(), repository_, request_,
                                                     lacks_referrers_ ? Referrers::kRead : Referrers::kLeave));
  lacks_images_ = false;
  co_return Result<void>{};
}

void Rights::tell_manifest(std::string_view manifest, std::string_view media_type) {
  images_ = pushed_images(request_, manifest, media_type);
  lacks_images_ = false;
}

}  // namespace entrepot::api
