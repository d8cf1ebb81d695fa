#include "api/json.h"

namespace shapewalk::api {

namespace {

// Length of the well-formed UTF-8 sequence of several bytes at s[i], or 0.
size_t utf8_length(std::string_view s, size_t i) {
  unsigned char c = static_cast<unsigned char>(s[i]);
  size_t n = c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (n == 0 || i + n > s.size()) return 0;
  for (size_t k = 1; k < n; k++)
    if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return 0;
  if (n == 3 && c == 0xED && static_cast<unsigned char>(s[i + 1]) >= 0xA0) return 0;  // a lone surrogate
  return n;
}

}  // namespace

void write_json(std::string& out, std::string_view s) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  // What needs no escape is copied in whole stretches: an answer is megabytes long.
  size_t copied = 0, i = 0;
  auto escape = [&](std::string_view with) {
    out.append(s.data() + copied, i - copied), out.append(with);
    copied = ++i;
  };
  while (i < s.size()) {
    unsigned char c = static_cast<unsigned char>(s[i]);
    if (c == '"' || c == '\\') {
      const char with[] = {'\\', char(c)};
      escape({with, 2});
    } else if (c == '\n') {
      escape("\\n");
    } else if (c == '\t') {
      escape("\\t");
    } else if (c < 0x20) {
      const char with[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
      escape({with, 6});
    } else if (c < 0x80) {
      i++;
    } else if (size_t n = utf8_length(s, i)) {
      i += n;
    } else {
      escape("\\ufffd");
    }
  }
  out.append(s.data() + copied, i - copied);
  out += '"';
}

}  // namespace shapewalk::api
