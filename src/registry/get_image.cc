// Pulling a manifest: from memory when it can be.

#include "meta/images.h"
#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/images.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

using Image = std::shared_ptr<const CachedImage>;

async::Task<std::optional<meta::ImageContent>> look_up(sql::Transaction& tx, const Scope& scope,
                                                       const std::string& repository, const ImageRef& ref,
                                                       meta::Manifest manifest) {
  if (!ref.tag && !ref.digest) co_return std::optional<meta::ImageContent>();
  if (!ref.tag) co_return co_await meta::load_by_digest(tx, scope.registry, repository, *ref.digest, manifest);
  ENTREPOT_CO_TRY(auto found, co_await meta::load_by_tag(tx, scope.registry, repository, ref.tag->text(), manifest));
  if (found && ref.digest && found->digest != *ref.digest) found.reset();
  co_return found;
}

Result<void> check_active(const Scope& scope, const std::string& repository,
                          const std::optional<meta::ImageContent>& found) {
  if (!found || found->status == model::ImageStatus::kActive) return {};
  return fail(messages::image_archived(scope, repository, found->digest));
}

/// With other writers beside, what is in memory counts only once the database has said that the image is still there;
/// that still saves carrying the manifest.
async::Task<Image> read_image(sql::Transaction& tx, Core::Impl& core, const Scope& scope, const std::string& repository,
                              const ImageRef& ref) {
  if (!core.is_sole_writer) {
    ENTREPOT_CO_TRY(const auto name, co_await look_up(tx, scope, repository, ref, meta::Manifest::kWithout));
    ENTREPOT_CO_CHECK_OK(check_active(scope, repository, name));
    const Image known = name ? core.content.find_image(name->repository, name->digest.text()) : nullptr;
    if (known && known->key == name->key) co_return known;
  }
  ENTREPOT_CO_TRY(auto found, co_await look_up(tx, scope, repository, ref, meta::Manifest::kWith));
  if (!found) {
    ENTREPOT_CO_CHECK_OK(co_await need_repository(tx, scope, repository));
    co_return fail(messages::image_not_found());
  }
  ENTREPOT_CO_CHECK_OK(check_active(scope, repository, found));
  CachedImage image{.repository = found->repository,
                    .key = found->key,
                    .content = {std::move(found->digest), std::move(found->media_type), std::move(found->manifest)},
                    .pull = std::make_shared<PullMark>(found->key)};
  co_return std::make_shared<const CachedImage>(std::move(image));
}

/// False while it is not known whose pulls leave no time.
bool note_if_known(Core::Impl& core, const Scope& scope, const std::shared_ptr<PullMark>& mark) {
  const auto facts = core.facts.find(scope.registry);
  if (!facts) return false;
  if (!facts->leaves_no_pull_time(scope.principal_arn)) core.pulls.note(mark, core.clock.now());
  return true;
}

async::Task<void> note_pull(Core::Impl& core, const Scope& scope, std::shared_ptr<PullMark> mark) {
  if (note_if_known(core, scope, mark)) co_return Result<void>{};
  ENTREPOT_CO_TRY(const auto facts, co_await registry_facts(core, scope.registry));
  if (!facts->leaves_no_pull_time(scope.principal_arn)) core.pulls.note(mark, core.clock.now());
  co_return Result<void>{};
}

async::Task<ManifestContent> load(Core::Impl& core, const Scope& scope, const std::string& repository,
                                  const ImageRef& ref, Images::Use use) {
  core.manifest_misses.add();
  // Asked before the manifest is read: whoever waits for the answer then holds nothing large.
  std::shared_ptr<const RegistryFacts> facts;
  if (use == Images::Use::kPull) {
    ENTREPOT_CO_TRY(facts, co_await registry_facts(core, scope.registry));
  }
  const auto ticket = core.content.ticket(scope.registry, repository);
  ENTREPOT_CO_TRY(Image image, co_await core.database.read(
                                   [&](sql::Transaction& tx) { return read_image(tx, core, scope, repository, ref); }));
  if (facts && !facts->leaves_no_pull_time(scope.principal_arn)) core.pulls.note(image->pull, core.clock.now());
  ManifestContent content = image->content;
  core.content.insert(ticket, scope.registry, repository, ref, std::move(image));
  co_return content;
}

}  // namespace

async::Task<ManifestContent> Images::get(Scope scope, std::string repository, ImageRef ref, Use use) {
  Core::Impl& core = core_.impl();
  if (core.is_sole_writer) {
    if (const Image known = core.content.find(scope.registry, repository, ref)) {
      core.manifest_hits.add();
      if (use == Use::kPull && !note_if_known(core, scope, known->pull)) {
        ENTREPOT_CO_CHECK_OK(co_await note_pull(core, scope, known->pull));
      }
      co_return known->content;
    }
  }
  auto loaded = co_await load(core, scope, repository, ref, use);
  const bool may_be_a_form = !loaded && loaded.error().kind() == ErrorKind::kImageNotFound && ref.digest && !ref.tag;
  if (!may_be_a_form) co_return loaded;
  co_return co_await get_form(std::move(scope), std::move(repository), *std::move(ref.digest), use);
}

}  // namespace entrepot::registry
