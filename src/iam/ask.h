#pragma once
// One question, taken apart once for all the statements that are held against it. Private to the room.

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iam/condition_keys.h"
#include "iam/effort.h"

namespace entrepot::iam {

/// The six fields of an ARN: "arn", partition, service, region, account, and the rest with all its colons.
using ArnFields = std::array<std::string_view, 6>;
/// nullopt unless the text has six fields and begins with "arn".
std::optional<ArnFields> split_fields(std::string_view text) noexcept;

/// Lower case in ASCII; short texts need no memory.
class LowerCase {
 public:
  explicit LowerCase(std::string_view text);
  LowerCase(const LowerCase&) = delete;
  LowerCase& operator=(const LowerCase&) = delete;
  std::string_view text() const noexcept { return text_; }

 private:
  std::array<char, 96> room_;
  std::string long_text_;
  std::string_view text_;
};
std::string lower_case(std::string_view text);

/// Who asks, as the principals of resource policies name them. Views into the Principal.
struct Asker {
  std::string_view account;      ///< empty: nobody's principal yet (a federated caller)
  std::string_view arn;          ///< of the user or the session
  std::string_view role_arn;     ///< of a session of a role, else empty
  std::string_view id;           ///< "AIDA..", "AROA..:name"
  std::string_view identity_id;  ///< "AIDA..", "AROA.."
  std::string_view federated;    ///< ARN of the provider that vouches for a federated caller
  bool is_root = false;
  bool has_boundary = false;
};

/// One decision's question. Lives on the stack of decide(); not thread-safe.
class Ask {
 public:
  Ask(std::string_view action, std::string_view resource, const ConditionKeys& keys, const Asker& asker);

  std::string_view service() const noexcept { return service_; }  ///< "ecr", in lower case
  std::string_view name() const noexcept { return name_; }        ///< "putimage", in lower case
  std::string_view resource() const noexcept { return resource_; }
  const std::optional<ArnFields>& resource_fields() const noexcept { return resource_fields_; }
  const Asker& asker() const noexcept { return asker_; }

  /// The values of a key (lower case, of a compiled policy); nullopt if the request has none. Asked once for each key.
  std::optional<std::span<const std::string>> values(std::string_view key);
  Effort& effort() noexcept { return effort_; }
  /// Something that could not be compared: a variable without a value, a value of the request that is no number.
  void note_incomparable() noexcept { is_incomparable_ = true; }
  /// Whether that was noted since it was last asked.
  bool take_incomparable() noexcept { return std::exchange(is_incomparable_, false); }
  /// Room for a pattern whose variables are put in; empty.
  std::string& scratch() noexcept {
    scratch_.clear();
    return scratch_;
  }

 private:
  struct Found {
    std::string_view key;
    bool is_present;
    std::vector<std::string> values;
  };
  LowerCase action_;
  std::string_view service_;
  std::string_view name_;
  std::string_view resource_;
  std::optional<ArnFields> resource_fields_;
  const ConditionKeys& keys_;
  const Asker& asker_;
  std::vector<Found> found_;
  std::string scratch_;
  Effort effort_;
  bool is_incomparable_ = false;
};

}  // namespace entrepot::iam
