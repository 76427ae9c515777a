#pragma once
// What handlers may use. Built by app, lives as long as the server.

#include <string>
#include <string_view>
#include <vector>

#include "api/endpoint.h"
#include "api/names.h"
#include "api/page_tokens.h"
#include "api/throttle.h"
#include "base/clock.h"
#include "iam/authorizer.h"
#include "iam/sigv4.h"
#include "iam/tokens.h"
#include "observe/metrics.h"
#include "registry/images.h"
#include "registry/layers.h"
#include "registry/policies.h"
#include "registry/repositories.h"
#include "registry/settings.h"
#include "registry/uploads.h"

namespace entrepot::api::sts {
struct Parts;
}

namespace entrepot::api {

struct Services {
  registry::Repositories& repositories;
  registry::Layers& layers;
  registry::Uploads& uploads;
  registry::Images& images;
  registry::Policies& policies;
  registry::Settings& settings;
  const iam::Authorizer& authorizer;
  const iam::SigV4Verifier& signatures;
  const iam::RegistryTokens& tokens;
  const iam::SignedPaths& signed_paths;
  const Names& names;
  const PageTokens& page_tokens;
  const Clock& clock;
  observe::Metrics& metrics;
  /// Null: nobody is asked to come slower.
  Throttle* throttle = nullptr;
  /// What STS works with (api/sts/parts.h). Null: it begins no sessions.
  const sts::Parts* sts = nullptr;
  /// The listeners; never null.
  const Endpoints* endpoints = &Endpoints::only_the_default();
};

}  // namespace entrepot::api
