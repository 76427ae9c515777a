#pragma once
// Names of objects and uploads: made from checked parts, taken apart with the same checks. Only what passes here ever
// becomes part of a path.

#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "blob/blob_store.h"
#include "blob/chunk_format.h"

namespace entrepot::blob {

/// The parts of "<domain>/<aa>/<algorithm>-<hex>.<generation>".
struct ObjectName {
  std::string domain;
  std::string fan;   ///< the first two hex digits of the digest: no folder gets too long
  std::string file;  ///< the rest

  ObjectKey key() const { return {domain + "/" + fan + "/" + file}; }
  /// The name of a new object. Its generation is the first half of the blob's random id, so the name was never used,
  /// and a file that was put in another's place is not taken for it. kInvalidParameter for a domain that is not 1 to
  /// 128 of [A-Za-z0-9._-] beginning with a letter or digit.
  static Result<ObjectName> fresh(std::string_view domain, const Digest& digest, const BlobId& blob);
  /// kCorrupt for any other form: keys come from the database.
  static Result<ObjectName> parse(const ObjectKey& key);
};

/// Also for reading folders back.
bool is_domain(std::string_view text);
/// 32 hex digits.
std::string generation_of(const BlobId& blob);
/// The generation in an object's key or file name: what follows the last dot.
std::string_view generation_in(std::string_view name);
bool is_upload_id(std::string_view text);

/// kInvalidParameter unless `id` is a UUID in lower case.
Result<void> check_upload_id(std::string_view id);

}  // namespace entrepot::blob
