#include "api/oci/authorize.h"

#include <optional>
#include <utility>

#include "api/rights.h"

namespace entrepot::api::oci {
namespace {

registry::ImageId with_tag(std::string_view tag) {
  return {.digest = {}, .tag = std::string(tag)};
}

/// The images in the path, and in the parameters of a push by digest. What is no reference is refused by the handler.
RequestFacts facts_of(const Row& row, const Call& call) {
  RequestFacts facts{.tags = {}, .tag_keys = {}, .facts = {}, .use = row.images, .images = {}};
  if (row.images == ImageUse::kNone) return facts;
  if (!call.reference.contains(':')) {
    facts.images.push_back(with_tag(call.reference));
    return facts;
  }
  if (row.images == ImageUse::kPush) {
    for (const std::string_view tag : call.query.all("tag")) {
      facts.images.push_back(with_tag(tag));
      facts.images.back().digest = call.reference;
    }
  }
  if (facts.images.empty()) facts.images.push_back({.digest = call.reference, .tag = {}});
  return facts;
}

std::string_view media_type_of(const Call& call) {
  const std::string_view sent = call.context.http.headers.find("Content-Type").value_or("");
  return sent.substr(0, sent.find_first_of("; "));
}

/// Makes `rights` be about what the row is about, with what the call says.
void prepare(const Row& row, const Call& call, Rights& rights) {
  rights.about_repository(row.resource == Resource::kRepository ? std::string_view(call.repository) : "*");
  if (row.images != ImageUse::kNone && !rights.allows_all()) rights.expect_images();
}

/// All questions of the row. The refusal that is told is that of the row's own action.
Result<void> ask_all(const Row& row, const Call& call, Rights& rights) {
  if (auto allowed = rights.may(row.action); !allowed) {
    if (!row.hidden_from.empty() && rights.may(row.hidden_from))
      return fail(ErrorKind::kImageNotFound, "Requested image not found");
    if (row.or_action.empty() || !rights.may(row.or_action)) return allowed;
  }
  if (row.also != nullptr)
    for (const std::string_view action : row.also(call)) ENTREPOT_CHECK_OK(rights.may(action));
  return {};
}

/// And once more if conditions want to know which images the request names.
Result<void> ask(const Row& row, const Call& call, Rights& rights) {
  auto allowed = ask_all(row, call, rights);
  if (!rights.lacks_images()) return allowed;
  rights.tell(facts_of(row, call));
  return ask_all(row, call, rights);
}

/// ask(), for whom the manifest is known.
Result<void> ask_with_body(const Row& row, const Call& call, Rights& rights) {
  auto allowed = ask(row, call, rights);
  if (!rights.lacks_images()) return allowed;
  rights.tell_manifest(call.body, media_type_of(call));
  return ask_all(row, call, rights);
}

/// What the template says of the repository that this push would make; nullopt if it makes none. kAccessDenied if the
/// pusher may not make it.
async::Task<std::optional<registry::RepositoryAccess>> wanted_repository(const Call& call) {
  ENTREPOT_CO_TRY(auto made, co_await call.services.policies.access_if_pushed(call.scope(), call.repository));
  if (!made) co_return made;
  Rights rights(call.services, call.context);
  rights.about_repository(call.repository);
  rights.tell({.tags = made->tags, .tag_keys = {}, .facts = {}, .use = ImageUse::kNone, .images = {}});
  if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
  ENTREPOT_CO_CHECK_OK(rights.may("ecr:CreateRepository"));
  co_return made;
}

}  // namespace

async::Task<bool> admit(const Row& row, const Call& call, Known known) {
  if (row.resource == Resource::kNone) co_return false;
  const bool waits_for_manifest = row.images == ImageUse::kPush && known == Known::kHead;
  Rights rights(call.services, call.context);
  prepare(row, call, rights);
  if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
  auto allowed = ask(row, call, rights);
  if (rights.lacks_images()) {
    if (waits_for_manifest) co_return true;
    if (row.images == ImageUse::kPush) {
      rights.tell_manifest(call.body, media_type_of(call));
    } else {
      ENTREPOT_CO_CHECK_OK(co_await rights.read_images());
    }
    allowed = ask_all(row, call, rights);
  }
  if (allowed) co_return false;
  if (!row.creates_repository || !rights.is_absent()) co_return fail(std::move(allowed).error());

  const auto wanted = co_await wanted_repository(call);
  if (!wanted && wanted.error().kind() != ErrorKind::kAccessDenied) co_return fail(wanted.error());
  if (!wanted || !*wanted) co_return fail(std::move(allowed).error());
  if (waits_for_manifest) co_return true;
  const auto made = co_await make_repository(row, call);
  if (!made && made.error().kind() != ErrorKind::kAccessDenied) co_return fail(made.error());
  if (!made || !*made) co_return fail(std::move(allowed).error());
  // Somebody else may have made it meanwhile, and otherwise.
  prepare(row, call, rights);
  if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
  ENTREPOT_CO_CHECK_OK(ask_with_body(row, call, rights));
  co_return false;
}

async::Task<bool> make_repository(const Row& row, const Call& call) {
  ENTREPOT_CO_TRY(auto wanted, co_await wanted_repository(call));
  if (!wanted) co_return false;
  Rights rights(call.services, call.context);
  prepare(row, call, rights);
  if (!rights.allows_all()) {
    if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
    rights.suppose(*std::move(wanted));
    ENTREPOT_CO_CHECK_OK(ask_with_body(row, call, rights));
  }
  ENTREPOT_CO_TRY(auto name, model::RepositoryName::parse(call.repository));
  ENTREPOT_CO_CHECK_OK(co_await call.services.repositories.make_on_push(call.scope(), std::move(name)));
  co_return true;
}

}  // namespace entrepot::api::oci
