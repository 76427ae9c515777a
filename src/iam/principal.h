#pragma once
// Who asks.

#include <string>

#include "model/names.h"

namespace entrepot::iam {

struct Principal {
  model::AccountId account;
  std::string id;             ///< unique id: the account id for root, AIDA.. for a user
  std::string arn;            ///< "arn:aws:iam::123456789012:root"
  std::string access_key_id;  ///< with which it came
  bool is_root = false;
};

}  // namespace entrepot::iam
