// Policy documents: what is accepted is written in a form that is read as the same values.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "model/policy_document.h"

namespace model = entrepot::model;

namespace {

void check(std::string_view text, model::PolicyOf of) {
  const auto document = model::parse_policy_document(text, of);
  if (!document) {
    if (document.error().kind() != entrepot::ErrorKind::kInvalidParameter) std::abort();
    return;
  }
  if (document->statements.empty()) std::abort();
  for (const model::PolicyStatement& statement : document->statements) {
    if (!statement.principals || statement.actions.patterns.words.empty()) std::abort();
  }
  const std::string written = model::policy_text(*document);
  const auto again = model::parse_policy_document(written, of);
  if (!again || *again != *document || model::policy_text(*again) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text({data, size});
  check(text, model::PolicyOf::kRepository);
  check(text, model::PolicyOf::kRegistry);
  return 0;
}
