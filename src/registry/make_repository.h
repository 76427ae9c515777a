#pragma once
// Repositories that the registry makes itself: on a push, and later for replication and for pulls through it. Private
// to the room.

#include <optional>
#include <string>

#include "meta/repositories.h"
#include "model/creation_template.h"
#include "registry/core_impl.h"

namespace entrepot::registry {

/// The row, within the limit of repositories (kLimitExceeded). nullopt, and nothing written, if the name is taken.
async::Task<std::optional<meta::RepositoryKey>> insert_repository(sql::Transaction& tx, const Core::Impl& core,
                                                                  const Scope& scope, const std::string& name,
                                                                  const model::RepositorySettings& settings,
                                                                  SysTime now);

/// The template for `use` with the longest prefix of `name`; ROOT's if there is no other.
async::Task<std::optional<model::CreationTemplate>> find_matching_template(sql::Transaction& tx, const Scope& scope,
                                                                           const std::string& name,
                                                                           model::TemplateUse use);

/// What becomes of a name that no template matches.
enum class Unmatched : std::uint8_t { kStaysAbsent, kGetsDefaults };

/// Makes the repository with settings, resource tags, repository policy and lifecycle policy of the matching template,
/// in this transaction. True as well if it is there already; false if it stays absent.
async::Task<bool> make_repository(sql::Transaction& tx, const Core::Impl& core, const Scope& scope,
                                  const std::string& name, model::TemplateUse use, Unmatched unmatched, SysTime now);

}  // namespace entrepot::registry
