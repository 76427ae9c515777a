// Names from URLs and requests: what is accepted must be safe in a path, an ARN and a log line.

#include <cstdint>
#include <cstdlib>

#include "base/digest.h"
#include "base/encoding.h"
#include "model/names.h"
#include "model/repository_settings.h"

namespace model = entrepot::model;

namespace {

void check_safe(std::string_view text, std::string_view input) {
  if (text != input || text.contains("..") || text.contains("//") || text.starts_with('/') || text.ends_with('/'))
    std::abort();
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '\\' || c == '%' || c == '*' || c == '$') std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text({data, size});
  if (const auto name = model::RepositoryName::parse(text)) {
    check_safe(name->text(), text);
    if (text.size() < 2 || text.size() > 256) std::abort();
  }
  if (const auto tag = model::Tag::parse(text)) {
    if (tag->text() != text || text.size() > 128 || text.contains('/') || text.starts_with('.')) std::abort();
  }
  if (const auto digest = entrepot::Digest::parse(text)) check_safe(digest->text(), text);
  if (const auto account = model::AccountId::parse(text); account && account->text().size() != 12) std::abort();
  if (const auto region = model::Region::parse(text)) check_safe(region->text(), text);

  const std::size_t split = std::min(text.find('\n'), text.size());
  const std::string_view pattern = text.substr(0, split);
  const std::string_view subject = text.substr(std::min(split + 1, text.size()));
  const bool matches = model::matches_wildcard(pattern, subject);
  if (!pattern.contains('*') && matches != (pattern == subject)) std::abort();
  if (pattern == "*" && !matches) std::abort();
  return 0;
}
