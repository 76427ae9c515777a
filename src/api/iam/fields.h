#pragma once
// Reads the parameters of a request of the query protocol and checks them, in IAM's words.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/operation_row.h"
#include "api/iam/rules.h"
#include "identity/types.h"

namespace entrepot::api::iam_service {

/// MaxItems and Marker as sent.
struct PageFields {
  std::size_t limit = 100;
  std::optional<std::string> marker;
  std::string path_prefix = "/";
};

/// Collects what is wrong; finish() tells all of it. Until then values that are wrong are there as they came.
class Fields {
 public:
  explicit Fields(const aws::Parameters& parameters) : parameters_(parameters) {}

  std::string required(std::string_view name, const Rule& rule);
  std::optional<std::string> optional(std::string_view name, const Rule& rule);
  std::optional<std::int64_t> number(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<bool> boolean(std::string_view name);
  /// <name>.member.1, .2, ..: at most `max` of them.
  std::vector<std::string> list(std::string_view name, const Rule& item, std::size_t max);
  /// Tags.member.1.Key, Tags.member.1.Value, ..
  identity::Tags tags();
  /// MaxItems, Marker, PathPrefix.
  PageFields page();

  /// kValidation, kInvalidInput, kSerialization; else the request.
  template <class T>
  Result<T> finish(T request) {
    if (auto failed = failure()) return fail(std::move(*failed));
    return request;
  }

 private:
  std::optional<std::string_view> find(const std::string& name) const;
  void check(std::string_view name, std::string_view value, const Rule& rule);
  void violated(std::string_view name, std::optional<std::string_view> value, std::string_view constraint);
  std::optional<Error> failure();

  const aws::Parameters& parameters_;
  std::vector<std::string> violations_;
  std::optional<Error> invalid_;
};

}  // namespace entrepot::api::iam_service
