// ARNs and patterns of them: the first line is a pattern, the rest an ARN.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "iam/pattern.h"
#include "model/arn.h"
#include "model/repository_arn.h"

namespace iam = entrepot::iam;
namespace model = entrepot::model;

namespace {

class Keys final : public iam::ConditionKeys {
 public:
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    if (key != "aws:username") return false;
    values.emplace_back("*");
    return true;
  }
};

bool matches(std::string_view pattern, std::string_view arn, const iam::ArnFields& fields) {
  static const Keys keys;
  static const iam::Asker asker;
  iam::Ask ask("ecr:PutImage", arn, keys, asker);
  const auto parsed = iam::ArnPattern::parse(pattern, {});
  return parsed && parsed->matches(fields, arn, ask);
}

void check(std::string_view pattern, std::string_view arn) {
  const auto fields = iam::split_fields(arn);
  if (const auto parts = model::split_arn(arn)) {
    if (!fields || (*fields)[1] != parts->partition || (*fields)[5] != parts->resource) std::abort();
  }
  if (const auto repository = model::parse_repository_arn(arn)) {
    if (model::repository_arn(repository->registry, repository->repository.text()) != arn) std::abort();
  }
  if (!model::stands_for(arn, arn)) std::abort();
  if (!fields) return;
  if (!matches("*", arn, *fields) || !matches("arn:*", arn, *fields)) std::abort();
  const bool is_plain = arn.find_first_of("*?$") == std::string_view::npos && !iam::holds_marks(arn);
  if (is_plain && !matches(arn, arn, *fields)) std::abort();
  // A name that looks like a pattern matches nothing but itself when a variable puts it in.
  if (matches("arn:aws:ecr:::${aws:username}", arn, *fields) && !arn.ends_with(":*")) std::abort();
  matches(pattern, arn, *fields);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text({data, size});
  const auto line = text.find('\n');
  const std::string_view arn = line == std::string_view::npos ? text : text.substr(line + 1);
  check(text.substr(0, line), arn);
  check(arn, text.substr(0, line));
  return 0;
}
