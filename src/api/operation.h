#pragma once
// What is told about every row of every door: the command print-operations and COMPATIBILITY.md read this.

#include <cstdint>
#include <string_view>

namespace entrepot::api {

enum class AccessLevel : std::uint8_t { kRead, kWrite };

struct OperationInfo {
  std::string_view service;    ///< "ecr", "sts", "oci", "layers"
  std::string_view operation;  ///< "PutImage", "PUT /v2/<name>/manifests/<reference>"
  std::string_view action;     ///< IAM action; empty: none needed
  AccessLevel access = AccessLevel::kRead;
  bool implemented = true;
  std::uint32_t per_second = 0;  ///< ECR's default quota for an account in a region; 0: none is published
  std::string_view note = {};    ///< how it differs from ECR, for COMPATIBILITY.md; may be empty
  std::string_view event = {};   ///< what the audit log calls it; empty: as `operation`
};

}  // namespace entrepot::api
