#pragma once
// Lists in statements. Both databases prepare a statement for a fixed number of parameters, so `IN ($3, .. $18)` has
// kListWidth places; a shorter list is filled up with NULL, which IN never matches, and a longer one takes several
// rounds.

#include <algorithm>
#include <cstddef>
#include <span>

#include "sql/database.h"

namespace entrepot::meta {

inline constexpr std::size_t kListWidth = 16;

/// Appends exactly kListWidth parameters: `text(item)` of each item, then NULLs.
template <class T, class F>
void append_list(sql::Params& parameters, std::span<const T> items, F text) {
  for (const T& item : items) parameters.emplace_back(sql::to_value(text(item)));
  for (std::size_t i = items.size(); i < kListWidth; ++i) parameters.emplace_back(sql::Null{});
}

/// The items from `from` on, at most kListWidth of them.
template <class T>
std::span<const T> list_round(std::span<const T> items, std::size_t from) {
  return items.subspan(from, std::min(kListWidth, items.size() - from));
}

}  // namespace entrepot::meta
