#pragma once
// Whether libpq can read a connection string, asked before it is used: what libpq says about one that it cannot read
// quotes pieces of it, and a piece may be one of a password.

#include <string>

#include "base/result.h"

namespace entrepot::sql::postgres {

/// kInvalidParameter, with a reason that shows nothing of `conninfo`.
Result<void> check_conninfo(const std::string& conninfo);

}  // namespace entrepot::sql::postgres
