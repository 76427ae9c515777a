#include "bootstrap/yaml_text.h"

#include <boost/json.hpp>

namespace entrepot::bootstrap {
namespace {

constexpr int kDepth = 16;
/// Aliases could make a short file into an endless document.
constexpr std::size_t kMaxNodes = 20'000;

Result<boost::json::value> convert(const YAML::Node& node, int depth, std::size_t& nodes) {
  if (depth > kDepth || ++nodes > kMaxNodes) return fail(ErrorKind::kInvalidParameter, "it is too deep or too large");
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return boost::json::value(node.Scalar());
    case YAML::NodeType::Sequence: {
      boost::json::array out;
      for (const auto& item : node) {
        ENTREPOT_TRY(auto value, convert(item, depth + 1, nodes));
        out.push_back(std::move(value));
      }
      return boost::json::value(std::move(out));
    }
    case YAML::NodeType::Map: {
      boost::json::object out;
      for (const auto& entry : node) {
        if (!entry.first.IsScalar()) return fail(ErrorKind::kInvalidParameter, "a key in it is no plain word");
        if (out.contains(entry.first.Scalar()))
          return fail(ErrorKind::kInvalidParameter, "the key '" + entry.first.Scalar() + "' occurs twice in it");
        ENTREPOT_TRY(auto value, convert(entry.second, depth + 1, nodes));
        out[entry.first.Scalar()] = std::move(value);
      }
      return boost::json::value(std::move(out));
    }
    case YAML::NodeType::Null:
    case YAML::NodeType::Undefined:
      break;
  }
  return fail(ErrorKind::kInvalidParameter, "something in it has no value");
}

}  // namespace

Result<std::string> json_text(const YAML::Node& node) {
  std::size_t nodes = 0;
  ENTREPOT_TRY(const auto value, convert(node, 0, nodes));
  return boost::json::serialize(value);
}

}  // namespace entrepot::bootstrap
