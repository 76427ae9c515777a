#include "api/aws/operation_row.h"

#include <algorithm>
#include <utility>

#include "api/rights.h"

namespace entrepot::api::aws {
namespace {

Result<void> ask(Rights& rights, const Row& row, const Target& target) {
  ENTREPOT_CHECK_OK(rights.may(row.info.action));
  for (const std::string_view action : target.also) ENTREPOT_CHECK_OK(rights.may(action));
  return {};
}

/// About the resource that `rights` is about.
async::Task<void> ask_until_known(Rights& rights, const Row& row, const Target& target) {
  if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
  auto allowed = ask(rights, row, target);
  if (!rights.lacks_images()) co_return allowed;
  if (target.request.use == ImageUse::kPush) {
    rights.tell_manifest(target.manifest, target.media_type);
  } else {
    ENTREPOT_CO_CHECK_OK(co_await rights.read_images());
  }
  co_return ask(rights, row, target);
}

}  // namespace

const Row* ServiceTable::find(std::string_view operation) const {
  const auto at = std::ranges::lower_bound(rows, operation, {}, [](const Row& row) { return row.info.operation; });
  return at != rows.end() && at->info.operation == operation ? &*at : nullptr;
}

async::Task<void> authorize(const Services& services, Call& call, Target target) {
  if (target.registry_id) {
    ENTREPOT_CO_TRY(call.context.registry.account, model::AccountId::parse(*target.registry_id));
  }
  if (call.row.info.action.empty()) co_return Result<void>{};
  Rights rights(services, call.context);
  rights.tell(target.request);
  switch (call.row.resource) {
    case Resource::kAny:
      rights.about_registry();
      co_return co_await ask_until_known(rights, call.row, target);
    case Resource::kRepository:
      if (target.repositories.empty()) target.repositories.emplace_back("*");
      for (const std::string& name : target.repositories) {
        rights.about_repository(name);
        ENTREPOT_CO_CHECK_OK(co_await ask_until_known(rights, call.row, target));
      }
      co_return Result<void>{};
    case Resource::kNamed:
      if (target.arns.empty()) target.arns.emplace_back("*");
      for (std::string& arn : target.arns) {
        rights.about_resource(std::move(arn));
        ENTREPOT_CO_CHECK_OK(co_await ask_until_known(rights, call.row, target));
      }
      co_return Result<void>{};
  }
  std::unreachable();
}

}  // namespace entrepot::api::aws
