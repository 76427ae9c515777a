// Paths and queries of the /v2/ door: what passes as a name holds nothing that could lead elsewhere.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "api/oci/call.h"
#include "api/oci/listing.h"
#include "api/oci/route.h"
#include "model/names.h"

namespace {

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

void check_path(std::string_view path) {
  const auto route = entrepot::api::oci::parse_route(path);
  if (!route) return;
  const auto name = entrepot::model::RepositoryName::parse(route->name);
  if (name) {
    const std::string& text = name->text();
    if (text.contains("..") || text.contains("//") || text.contains('%') || !is_printable(text)) __builtin_trap();
  }
  const auto reference = entrepot::api::oci::parse_reference(route->reference);
  if (reference && (!is_printable(route->reference) || route->reference.contains('/'))) __builtin_trap();
}

void check_query(std::string_view raw) {
  const auto query = entrepot::api::Query::parse(raw);
  if (!query) return;
  const auto page = entrepot::api::oci::parse_list_page(*query);
  if (page && page->limit > 10'000) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t length) {
  const std::string_view target(reinterpret_cast<const char*>(data), length);
  const auto question = target.find('?');
  check_path(target.substr(0, question));
  if (question != std::string_view::npos) check_query(target.substr(question + 1));
  return 0;
}
