#include "api/iam/groups.h"

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {

Result<CreateGroupRequest> parse_create_group(const aws::Parameters& parameters) {
  Fields in(parameters);
  CreateGroupRequest request{
      .group = {.name = in.required("GroupName", kName128), .path = in.optional("Path", kPath).value_or("/")}};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_create_group(Services& services, aws::Call& call, CreateGroupRequest request) {
  ENTREPOT_CO_TRY(const auto group,
                  co_await services.identities->groups.create(account_of(call), std::move(request.group)));
  Xml xml;
  xml.structure("Group", [&] { write_group(xml, group); });
  co_return xml.take();
}

async::Task<std::string> handle_get_group(Services& services, aws::Call& call, NamePageRequest request) {
  ENTREPOT_CO_TRY(auto from, open_page(services, call, request.name, request.page));
  ENTREPOT_CO_TRY(const auto group, co_await services.identities->groups.get(account_of(call), request.name));
  ENTREPOT_CO_TRY(const auto members,
                  co_await services.identities->groups.members(account_of(call), request.name, std::move(from)));
  Xml xml;
  xml.structure("Group", [&] { write_group(xml, group); });
  xml.list("Users", members.items,
           [&](const identity::Entity& user) { write(xml, identity::User{.entity = user, .tags = {}}); });
  write_end(xml, seal_page(services, call, request.name, request.page, members.next));
  co_return xml.take();
}

async::Task<std::string> handle_list_groups(Services& services, aws::Call& call, PageOfAllRequest request) {
  ENTREPOT_CO_TRY(auto from, open_page(services, call, "", request.page));
  ENTREPOT_CO_TRY(const auto page, co_await services.identities->groups.list(account_of(call), std::move(from)));
  Xml xml;
  xml.list("Groups", page.items, [&](const identity::Entity& group) { write_group(xml, group); });
  write_end(xml, seal_page(services, call, "", request.page, page.next));
  co_return xml.take();
}

Result<RenameRequest> parse_update_group(const aws::Parameters& parameters) {
  Fields in(parameters);
  RenameRequest request{.kind = identity::Kind::kGroup,
                        .name = in.required("GroupName", kName128),
                        .new_name = in.optional("NewGroupName", kName128),
                        .new_path = in.optional("NewPath", kPath)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_update_group(Services& services, aws::Call& call, RenameRequest request) {
  co_return no_output(co_await services.identities->groups.update(
      account_of(call), std::move(request.name), std::move(request.new_name), std::move(request.new_path)));
}

async::Task<std::string> handle_delete_group(Services& services, aws::Call& call, NameRequest request) {
  co_return no_output(co_await services.identities->groups.remove(account_of(call), std::move(request.name)));
}

Result<MemberRequest> parse_member(const aws::Parameters& parameters) {
  Fields in(parameters);
  MemberRequest request{.group = in.required("GroupName", kName128), .user = in.required("UserName", kName128)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_add_user_to_group(Services& services, aws::Call& call, MemberRequest request) {
  co_return no_output(co_await services.identities->groups.add_user(account_of(call), std::move(request.group),
                                                                    std::move(request.user)));
}

async::Task<std::string> handle_remove_user_from_group(Services& services, aws::Call& call, MemberRequest request) {
  co_return no_output(co_await services.identities->groups.remove_user(account_of(call), std::move(request.group),
                                                                       std::move(request.user)));
}

async::Task<std::string> handle_list_groups_for_user(Services& services, aws::Call& call, NamePageRequest request) {
  ENTREPOT_CO_TRY(auto from, open_page(services, call, request.name, request.page));
  ENTREPOT_CO_TRY(const auto page,
                  co_await services.identities->groups.groups_of(account_of(call), request.name, std::move(from)));
  Xml xml;
  xml.list("Groups", page.items, [&](const identity::Entity& group) { write_group(xml, group); });
  write_end(xml, seal_page(services, call, request.name, request.page, page.next));
  co_return xml.take();
}

}  // namespace entrepot::api::iam_service
