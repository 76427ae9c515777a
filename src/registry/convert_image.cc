// Giving out a manifest in the format that a client takes.

#include "crypto/hash.h"
#include "manifest/convert.h"
#include "meta/image_forms.h"
#include "meta/repositories.h"
#include "observe/log.h"
#include "registry/core_impl.h"
#include "registry/images.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.images"};

std::optional<ManifestContent> converted(const ManifestContent& stored) {
  auto text = manifest::convert(*stored.bytes, stored.media_type);
  if (!text) return std::nullopt;
  Digest digest = crypto::digest_of(*text);
  return ManifestContent{.digest = std::move(digest),
                         .media_type = std::string(manifest::other_format(stored.media_type)),
                         .bytes = std::make_shared<const std::string>(std::move(*text))};
}

/// Of an image that was archived since, it helps nobody who pulls this one.
async::Task<bool> is_known(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                           const Digest& digest) {
  ENTREPOT_CO_TRY(const auto in, co_await need_repository(tx, scope, repository));
  ENTREPOT_CO_TRY(const auto form, co_await meta::find_form(tx, in.key, digest));
  co_return form && form->is_active;
}

async::Task<void> note(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                       const ManifestContent& given, const Digest& stored) {
  ENTREPOT_CO_TRY(const auto in, co_await need_repository(tx, scope, repository));
  co_return co_await meta::add_form(tx, in.key, given.digest,
                                    {.image = stored, .media_type = given.media_type, .is_active = true});
}

/// So that the digest can be asked for: the first time that this image is given out like this.
async::Task<void> remember(Core::Impl& core, const Scope& scope, const std::string& repository,
                           const ManifestContent& given, const Digest& stored) {
  ENTREPOT_CO_TRY(const bool known, co_await core.database.read([&](sql::Transaction& tx) {
    return is_known(tx, scope, repository, given.digest);
  }));
  if (known) co_return Result<void>{};
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return note(tx, scope, repository, given, stored); });
}

async::Task<std::optional<meta::ImageForm>> find_form(sql::Transaction& tx, const Scope& scope,
                                                      const std::string& repository, const Digest& digest) {
  ENTREPOT_CO_TRY(const auto in, co_await need_repository(tx, scope, repository));
  co_return co_await meta::find_form(tx, in.key, digest);
}

}  // namespace

async::Task<ManifestContent> Images::in_format(Scope scope, std::string repository, ManifestContent stored,
                                               Accepts accepts) {
  if (accepts(stored.media_type) || !accepts(manifest::other_format(stored.media_type))) co_return stored;
  auto given = converted(stored);
  if (!given) co_return stored;
  // A client that cannot be told so has what it asked for all the same.
  if (auto noted = co_await remember(core_.impl(), scope, repository, *given, stored.digest); !noted) {
    kLog.warn("form_not_noted", noted.error());
  }
  co_return std::move(*given);
}

async::Task<ManifestContent> Images::get_form(Scope scope, std::string repository, Digest digest, Use use) {
  ENTREPOT_CO_TRY(const auto form, co_await core_.impl().database.read(
                                       [&](sql::Transaction& tx) { return find_form(tx, scope, repository, digest); }));
  if (!form) co_return fail(messages::image_not_found());
  ENTREPOT_CO_TRY(const auto stored,
                  co_await get(scope, repository, {.digest = form->image, .tag = std::nullopt}, use));
  auto given = converted(stored);
  if (!given || given->digest != digest) co_return fail(messages::image_not_found());
  co_return std::move(*given);
}

}  // namespace entrepot::registry
