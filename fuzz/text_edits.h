#pragma once
// Small damages to a text that was made well, as a fuzz input tells them: 4 bytes each (2 of position, kind, value).

#include <cstdint>
#include <span>
#include <string>

namespace entrepot::fuzz {

inline std::string edited(std::string text, std::span<const std::uint8_t> edits) {
  for (; edits.size() >= 4 && !text.empty(); edits = edits.subspan(4)) {
    const std::size_t at = (static_cast<std::size_t>(edits[0]) << 8 | edits[1]) % text.size();
    const char value = static_cast<char>(edits[3]);
    switch (edits[2] % 4) {
      case 0:
        text[at] = value;
        break;
      case 1:
        text.resize(at);
        break;
      case 2:
        text.insert(at, 1, value);
        break;
      case 3:
        text.erase(at, 1);
        break;
    }
  }
  return text;
}

}  // namespace entrepot::fuzz
