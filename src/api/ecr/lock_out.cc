#include "api/ecr/lock_out.h"

#include "api/rights.h"
#include "iam/policy.h"
#include "model/policy_document.h"

namespace entrepot::api::ecr {

async::Task<void> check_lock_out(const Services& services, const aws::Call& call, std::string repository,
                                 std::string policy) {
  Rights rights(services, call.context);
  rights.about_repository(repository);
  if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
  ENTREPOT_CO_TRY(const auto document, model::parse_policy_document(policy, model::PolicyOf::kRepository));
  ENTREPOT_CO_TRY(auto compiled, iam::Policy::compile(document, "repository policy"));
  rights.suppose_policy(std::move(compiled));
  if (rights.may(call.row.info.action)) co_return Result<void>{};
  co_return fail(ErrorKind::kInvalidParameter,
                 json::constraint_text("PolicyText",
                                       "The policy you are attempting to set would prevent you from setting another "
                                       "policy in the future; use force to set it"));
}

}  // namespace entrepot::api::ecr
