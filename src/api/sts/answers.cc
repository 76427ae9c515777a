#include "api/sts/answers.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "api/aws/answer.h"

namespace entrepot::api::sts {

using aws::xml_element;

std::string credentials_xml(const iam::Sessions::Issued& issued, SysTime expires_at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(expires_at);
  return fmt::format("    <Credentials>\n      {}\n      {}\n      {}\n      {}\n    </Credentials>\n",
                     xml_element("AccessKeyId", issued.access_key_id), xml_element("SecretAccessKey", issued.secret),
                     xml_element("SessionToken", issued.token),
                     xml_element("Expiration", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", whole)));
}

std::string assumed_role_user_xml(const iam::Principal& session) {
  return fmt::format("    <AssumedRoleUser>\n      {}\n      {}\n    </AssumedRoleUser>\n",
                     xml_element("AssumedRoleId", session.id), xml_element("Arn", session.arn));
}

std::string packed_size_xml(const iam::Sessions::Issued& issued) {
  if (!issued.packed_size) return {};
  return fmt::format("    {}\n", xml_element("PackedPolicySize", std::to_string(*issued.packed_size)));
}

}  // namespace entrepot::api::sts
