#pragma once
// The shapes of IAM's model in XML: the members of each, in the model's order. A member of its own list is written by
// the caller.

#include "api/iam/xml.h"
#include "identity/access_keys.h"
#include "identity/attachments.h"
#include "identity/types.h"

namespace entrepot::api::iam_service {

void write(Xml& xml, const identity::User& user);
void write_group(Xml& xml, const identity::Entity& group);
void write(Xml& xml, const identity::Role& role);
void write(Xml& xml, const identity::ManagedPolicy& policy);
/// Listings of versions leave the document out.
enum class Document : bool { kLeaveOut, kWrite };
void write(Xml& xml, const identity::PolicyVersion& version, Document document);
void write(Xml& xml, const identity::AttachedPolicy& policy);
/// AccessKeyMetadata.
void write(Xml& xml, const identity::AccessKey& key);
/// <Tags>..</Tags>.
void write_tags(Xml& xml, const identity::Tags& tags);
/// <IsTruncated>, and <Marker> if there is one.
void write_end(Xml& xml, const std::string& marker);

}  // namespace entrepot::api::iam_service
