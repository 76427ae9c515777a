#pragma once
// Pieces of XML that several answers have.

#include <string>

#include "base/clock.h"
#include "iam/principal.h"
#include "iam/sessions.h"

namespace entrepot::api::sts {

/// <Credentials>..</Credentials>.
std::string credentials_xml(const iam::Sessions::Issued& issued, SysTime expires_at);
/// <AssumedRoleUser>..</AssumedRoleUser>.
std::string assumed_role_user_xml(const iam::Principal& session);
/// <PackedPolicySize>, or nothing.
std::string packed_size_xml(const iam::Sessions::Issued& issued);

}  // namespace entrepot::api::sts
