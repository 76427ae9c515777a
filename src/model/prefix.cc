#include "model/prefix.h"

#include "model/names.h"

namespace entrepot::model {

std::string_view without_slash(std::string_view prefix) {
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  return prefix;
}

bool has_prefix_form(std::string_view text) {
  return text == kRootPrefix || has_repository_name_form(without_slash(text));
}

std::vector<std::string> prefixes_of(std::string_view repository) {
  std::vector<std::string> out;
  for (auto slash = repository.rfind('/'); slash != std::string_view::npos; slash = repository.rfind('/')) {
    repository = repository.substr(0, slash);
    out.emplace_back(repository);
  }
  out.emplace_back(kRootPrefix);
  return out;
}

}  // namespace entrepot::model
