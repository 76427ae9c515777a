#pragma once
// Repository creation templates: what ECR calls the settings of repositories that the registry makes itself.

#include <string>
#include <vector>

#include "async/task.h"
#include "model/creation_template.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

/// `prefix` everywhere as the caller writes it: a slash at its end makes no difference.
class CreationTemplates {
 public:
  explicit CreationTemplates(Core& core) : core_(core) {}

  struct Template {
    std::string prefix;
    model::CreationTemplate content;
    SysTime created_at;
    SysTime updated_at;
  };

  /// kTemplateExists; kLimitExceeded; kInvalidParameter for more tags than a repository may have.
  async::Task<Template> create(Scope scope, std::string prefix, model::CreationTemplate content);
  /// kTemplateNotFound; kInvalidParameter as above.
  async::Task<Template> update(Scope scope, std::string prefix, model::TemplateChange change);
  /// kTemplateNotFound. Repositories that it made stay as they are.
  async::Task<Template> remove(Scope scope, std::string prefix);
  /// Those that are there, in the order of `prefixes`.
  async::Task<std::vector<Template>> find(Scope scope, std::vector<std::string> prefixes);
  /// Ordered by prefix.
  async::Task<Page<Template>> list(Scope scope, PageRequest page);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
