#include "sql/sqlite/lock_clauses.h"

#include <array>
#include <cctype>
#include <initializer_list>

namespace entrepot::sql::sqlite {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}
bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// Walks over words. Every method answers whether it found what it looks for, and moves only then.
struct Cursor {
  std::string_view text;
  std::size_t at;

  bool word(std::string_view expected) {
    std::size_t p = at;
    while (p < text.size() && is_space(text[p])) ++p;
    for (const char c : expected) {
      if (p == text.size() || std::toupper(static_cast<unsigned char>(text[p])) != c) return false;
      ++p;
    }
    if (p < text.size() && is_word(text[p])) return false;
    at = p;
    return true;
  }

  bool words(std::initializer_list<std::string_view> expected) {
    const std::size_t start = at;
    for (const std::string_view w : expected) {
      if (!word(w)) {
        at = start;
        return false;
      }
    }
    return true;
  }

  void name_list() {
    do {
      while (at < text.size() && is_space(text[at])) ++at;
      while (at < text.size() && is_word(text[at])) ++at;
    } while (comma());
  }

  bool comma() {
    std::size_t p = at;
    while (p < text.size() && is_space(text[p])) ++p;
    if (p == text.size() || text[p] != ',') return false;
    at = p + 1;
    return true;
  }
};

/// The end of the lock clause that begins at `at`, or `at` when there is none.
std::size_t skip_clause(std::string_view text, std::size_t at) {
  Cursor cursor{text, at};
  if (!cursor.words({"FOR", "UPDATE"}) && !cursor.words({"FOR", "SHARE"}) &&
      !cursor.words({"FOR", "NO", "KEY", "UPDATE"}) && !cursor.words({"FOR", "KEY", "SHARE"})) {
    return at;
  }
  if (cursor.word("OF")) cursor.name_list();
  if (!cursor.words({"SKIP", "LOCKED"})) cursor.word("NOWAIT");
  return cursor.at;
}

}  // namespace

std::string drop_lock_clauses(std::string_view statement) {
  std::string out;
  out.reserve(statement.size());
  char quote = '\0';
  for (std::size_t at = 0; at < statement.size(); ++at) {
    const char c = statement[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if ((c == 'F' || c == 'f') && (at == 0 || !is_word(statement[at - 1]))) {
      const std::size_t end = skip_clause(statement, at);
      if (end != at) {
        at = end - 1;
        continue;
      }
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace entrepot::sql::sqlite
