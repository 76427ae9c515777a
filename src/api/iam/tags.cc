#include "api/iam/tags.h"

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {
namespace {

identity::Tagged tagged(const aws::Call& call, const TagRequest& request) {
  if (request.kind) return whose(call, *request.kind, request.name);
  return identity::ByArn{.account = account_of(call), .arn = request.name};
}

}  // namespace

Asked TagRequest::asked() const {
  Asked asked = kind ? Asked::entity(*kind, name) : Asked::by_arn(name);
  asked.tags = tags;
  asked.tag_keys = keys;
  return asked;
}

TagRequest read_named(Fields& in, const Form& form) {
  return {.kind = form.kind, .name = in.required(form.member, form.rule)};
}

TagRequest read_arn(Fields& in, std::string_view member) {
  return {.kind = std::nullopt, .name = in.required(member, kArn)};
}

Result<TagRequest> finish_put(Fields& in, TagRequest request) {
  request.tags = in.tags();
  return in.finish(std::move(request));
}

Result<TagRequest> finish_untag(Fields& in, TagRequest request) {
  request.keys = in.list("TagKeys", kTagKey, 50);
  return in.finish(std::move(request));
}

Result<TagRequest> finish_list(Fields& in, TagRequest request) {
  request.page = in.page();
  return in.finish(std::move(request));
}

async::Task<std::string> handle_tag(Services& services, aws::Call& call, TagRequest request) {
  co_return no_output(co_await services.identities->tags.put(tagged(call, request), std::move(request.tags)));
}

async::Task<std::string> handle_untag(Services& services, aws::Call& call, TagRequest request) {
  co_return no_output(co_await services.identities->tags.remove(tagged(call, request), std::move(request.keys)));
}

async::Task<std::string> handle_list_tags(Services& services, aws::Call& call, TagRequest request) {
  ENTREPOT_CO_TRY(const auto from, open_page(services, call, request.name, request.page));
  ENTREPOT_CO_TRY(identity::Tags tags, co_await services.identities->tags.list(tagged(call, request)));
  // In the order of the keys without case, as the list has them.
  std::vector<std::pair<std::string, std::string>> items(tags.begin(), tags.end());
  const auto page = cut_page(std::move(items), from, [](const auto& tag) { return meta::fold_name(tag.first); });
  Xml xml;
  write_tags(xml, page.items);
  write_end(xml, seal_page(services, call, request.name, request.page, page.next));
  co_return xml.take();
}

}  // namespace entrepot::api::iam_service
