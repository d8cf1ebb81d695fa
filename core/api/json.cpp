#include "api/json.h"

namespace shapewalk::api {

namespace {

// Length of the well-formed UTF-8 sequence at s[i], or 0.
size_t utf8_length(std::string_view s, size_t i) {
  unsigned char c = static_cast<unsigned char>(s[i]);
  size_t n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
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
  for (size_t i = 0; i < s.size();) {
    size_t n = utf8_length(s, i);
    if (n == 0) {
      out += "\\ufffd";
      i++;
      continue;
    }
    unsigned char c = static_cast<unsigned char>(s[i]);
    if (n > 1)
      out += s.substr(i, n);
    else if (c == '"' || c == '\\')
      out += '\\', out += char(c);
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c < 0x20)
      out += "\\u00", out += hex[c >> 4], out += hex[c & 15];
    else
      out += char(c);
    i += n;
  }
  out += '"';
}

}  // namespace shapewalk::api
