#pragma once
// Digests under which converted manifests were given out: what a client learnt by tag it may ask for by digest.

#include <optional>
#include <string>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "sql/database.h"

namespace entrepot::meta {

struct ImageForm {
  Digest image;            ///< of the manifest as it is stored
  std::string media_type;  ///< that it was converted to
  bool is_active = true;   ///< whether the image may be pulled
};
async::Task<std::optional<ImageForm>> find_form(sql::Transaction& tx, RepositoryKey repository, const Digest& digest);
/// Two images that differ only in what the other format has no place for, as annotations, have one form: it becomes the
/// form of the one that is given here. Nothing happens if that is gone.
async::Task<void> add_form(sql::Transaction& tx, RepositoryKey repository, const Digest& digest, const ImageForm& form);

}  // namespace entrepot::meta
