#include "api/iam/inline_policies.h"

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {
namespace {

std::string_view name_member(identity::Kind kind) {
  switch (kind) {
    case identity::Kind::kUser:
      return kUser.member;
    case identity::Kind::kGroup:
      return kGroup.member;
    case identity::Kind::kRole:
      return kRole.member;
  }
  return {};
}

}  // namespace

async::Task<std::string> handle_put_policy(Services& services, aws::Call& call, InlinePolicyRequest request) {
  co_return no_output(co_await services.identities->inline_policies.put(
      whose(call, request.kind, std::move(request.name)), {std::move(request.policy), std::move(request.document)}));
}

async::Task<std::string> handle_get_policy_of(Services& services, aws::Call& call, InlinePolicyRequest request) {
  ENTREPOT_CO_TRY(const auto policy, co_await services.identities->inline_policies.get(
                                         whose(call, request.kind, request.name), std::move(request.policy)));
  Xml xml;
  xml.text(name_member(request.kind), request.name).text("PolicyName", policy.name);
  xml.document("PolicyDocument", policy.document);
  co_return xml.take();
}

async::Task<std::string> handle_delete_policy_of(Services& services, aws::Call& call, InlinePolicyRequest request) {
  co_return no_output(co_await services.identities->inline_policies.remove(
      whose(call, request.kind, std::move(request.name)), std::move(request.policy)));
}

async::Task<std::string> handle_list_policies_of(Services& services, aws::Call& call, NamePageRequest request) {
  ENTREPOT_CO_TRY(const auto from, open_page(services, call, request.name, request.page));
  ENTREPOT_CO_TRY(auto all,
                  co_await services.identities->inline_policies.list(whose(call, request.kind, request.name)));
  const auto page = cut_page(std::move(all), from, [](const identity::InlinePolicy& policy) { return policy.name; });
  std::vector<std::string> names;
  for (const identity::InlinePolicy& policy : page.items) names.push_back(policy.name);
  Xml xml;
  xml.texts("PolicyNames", names);
  write_end(xml, seal_page(services, call, request.name, request.page, page.next));
  co_return xml.take();
}

}  // namespace entrepot::api::iam_service
