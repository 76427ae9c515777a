#pragma once
// Row locks of the shared dialect, which SQLite does not know and, with one writer, does not need.

#include <string>
#include <string_view>

namespace entrepot::sql::sqlite {

/// The statement without FOR UPDATE, FOR SHARE, FOR NO KEY UPDATE, FOR KEY SHARE and what may follow them (OF table,
/// NOWAIT, SKIP LOCKED). Quoted text stays as it is.
std::string drop_lock_clauses(std::string_view statement);

}  // namespace entrepot::sql::sqlite
