// Connection strings: what is shown of one holds nothing of the password that libpq reads from it, and what we say
// about one that libpq cannot read quotes nothing of it.

#include <libpq-fe.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/encoding.h"
#include "config/connection_string.h"
#include "sql/postgres/conninfo.h"

namespace {

using Options = std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)>;

/// The text after the first mark, in what the fuzzer made: stands for a secret that is nowhere else.
constexpr std::string_view kSecret = "hunter2";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(entrepot::as_text({data, size}));
  if (text.contains('\0')) return 0;
  const std::string shown = entrepot::config::mask_secrets(text);
  if (entrepot::config::mask_secrets(shown) != shown) std::abort();

  const Options options(PQconninfoParse(text.c_str(), nullptr), PQconninfoFree);
  bool is_elsewhere = false;
  bool is_password = false;
  for (const PQconninfoOption* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
    const std::string_view key = o->keyword;
    const bool holds = o->val != nullptr && std::string_view(o->val).contains(kSecret);
    (key == "password" || key == "sslpassword" || key == "options" ? is_password : is_elsewhere) |= holds;
  }
  // libpq keeps only the last of a setting that is given twice: what it dropped counts as a secret too.
  if (!is_elsewhere && options && is_password && shown.contains(kSecret)) std::abort();
  if (!options && shown != "***" && text != "sqlite" && shown.contains(kSecret)) std::abort();

  const auto checked = entrepot::sql::postgres::check_conninfo(text);
  if (!options && checked) std::abort();
  if (!checked && checked.error().message().contains(kSecret)) std::abort();
  return 0;
}
