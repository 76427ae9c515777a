#pragma once
// What the pipeline knows about a request when a handler runs.

#include "api/call_note.h"
#include "http/message.h"
#include "iam/principal.h"
#include "registry/types.h"

namespace entrepot::api {

struct Context {
  http::Request& http;
  model::RegistryId registry;  ///< that the host addresses
  iam::Principal principal;
  CallNote& note;  ///< for the audit log: the pipeline adds what it decides
  /// For services: the registry above (or the one named by registryId) and the principal.
  registry::Scope scope() const { return {registry, principal.id, principal.arn}; }
};

}  // namespace entrepot::api
