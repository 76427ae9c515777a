#include "model/prefix.h"

namespace entrepot::model {

std::string_view without_slash(std::string_view prefix) {
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  return prefix;
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
