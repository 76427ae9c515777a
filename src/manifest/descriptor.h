#pragma once
// Reading one descriptor (OCI image spec, "Content Descriptors"), and the error form of the room.

#include <string>
#include <string_view>

#include "base/result.h"
#include "json/reader.h"
#include "manifest/manifest.h"

namespace entrepot::manifest {

/// kInvalidManifest with ECR's form: "Invalid parameter at 'ImageManifest' failed to satisfy constraint: '<why>'".
std::unexpected<Error> refuse(std::string why);

/// `where` is the path shown in errors: "layers[3]".
Result<Descriptor> parse_descriptor(const json::Value& value, std::string_view where);

/// RFC 6838: `type/subtype` of restricted names, at most 255 characters, no parameters. Such a text is safe in a
/// header.
bool is_media_type(std::string_view text);

/// A string member that may be absent (or null); empty then. At most 255 printable ASCII characters.
Result<std::string> optional_type(const json::Object& object, std::string_view member, std::string_view where);

/// Null if absent or null.
const json::Value* find_member(const json::Object& object, std::string_view member);

}  // namespace entrepot::manifest
