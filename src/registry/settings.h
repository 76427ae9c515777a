#pragma once
// What is set for a registry as a whole: one small service for each kind of setting.

#include "registry/account_settings.h"
#include "registry/cache_rules.h"
#include "registry/creation_templates.h"
#include "registry/pull_time_exclusions.h"
#include "registry/replication.h"
#include "registry/scanning.h"
#include "registry/signing.h"

namespace entrepot::registry {

struct Settings {
  explicit Settings(Core& core)
      : account(core),
        exclusions(core),
        templates(core),
        scanning(core),
        replication(core),
        cache_rules(core),
        signing(core) {}

  AccountSettings account;
  PullTimeExclusions exclusions;
  CreationTemplates templates;
  Scanning scanning;
  Replication replication;
  CacheRules cache_rules;
  Signing signing;
};

}  // namespace entrepot::registry
