#include "python/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "shape/dim.h"
#include "shape/words.h"

namespace shapewalk {

void append_code_point(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += char(c);
  } else if (c < 0x800) {
    out += char(0xC0 | c >> 6), out += char(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += char(0xE0 | c >> 12), out += char(0x80 | (c >> 6 & 63)), out += char(0x80 | (c & 63));
  } else {
    out += char(0xF0 | (c >> 18 & 7)), out += char(0x80 | (c >> 12 & 63)), out += char(0x80 | (c >> 6 & 63)),
        out += char(0x80 | (c & 63));
  }
}

size_t code_points(std::string_view s) {
  size_t n = 0;
  for (char c : s) n += (c & 0xC0) != 0x80;
  return n;
}

size_t byte_of(std::string_view s, size_t n) {
  size_t at = 0;
  while (n && at < s.size()) {
    ++at;
    while (at < s.size() && (s[at] & 0xC0) == 0x80) ++at;
    --n;
  }
  return at;
}

uint32_t next_code_point(std::string_view s, size_t& at) {
  uint8_t c = uint8_t(s[at++]);
  int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
  uint32_t code = more == 3 ? c & 7 : more == 2 ? c & 15 : more == 1 ? c & 31 : c;
  while (more-- > 0 && at < s.size() && (s[at] & 0xC0) == 0x80) code = code << 6 | (uint8_t(s[at++]) & 63);
  return code;
}

bool is_ascii(std::string_view s) {
  for (char c : s)
    if (c & 0x80) return false;
  return true;
}

std::string quoted(std::string_view s, bool bytes) {
  char q = s.find('\'') != s.npos && s.find('"') == s.npos ? '"' : '\'';
  std::string out = bytes ? "b" : "";
  out += q;
  constexpr char hex[] = "0123456789abcdef";
  for (char c : s) {
    uint8_t u = uint8_t(c);
    if (c == q || c == '\\')
      out += '\\', out += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (u < 32 || u == 127 || (bytes && u > 127))
      out += "\\x", out += hex[u >> 4], out += hex[u & 15];
    else
      out += c;
  }
  out += q;
  return out;
}

std::string count_of(size_t n, std::string_view noun) {
  std::string s = words("% %", {n, noun});
  if (n != 1) s += "s";
  return s;
}

std::string_view trimmed(std::string_view s) {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  size_t begin = s.find_first_not_of(blanks);
  return begin == s.npos ? std::string_view() : s.substr(begin, s.find_last_not_of(blanks) - begin + 1);
}

bool read_float(std::string_view s, double& out) {
  s = trimmed(s);
  std::string digits, lower;
  for (size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    if (c == '_' && i && i + 1 < s.size()) continue;
    digits += c;
    lower += char(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  std::string_view l = lower;
  bool minus = l.starts_with('-');
  if (minus || l.starts_with('+')) l.remove_prefix(1);
  if (l == "inf" || l == "infinity" || l == "nan") {
    out = l == "nan" ? NAN : minus ? -INFINITY : INFINITY;
    return true;
  }
  return read_decimal(digits, out);
}

bool read_integer(std::string_view s, int base, int64_t& out, bool& too_big) {
  s = trimmed(s);
  too_big = false;
  bool minus = s.starts_with('-');
  if (minus || s.starts_with('+')) s.remove_prefix(1);
  if (s.size() > 2 && s[0] == '0') {
    char b = char(s[1] | 32);
    int named = b == 'x' ? 16 : b == 'o' ? 8 : b == 'b' ? 2 : 0;
    if (named && (base == 0 || base == named)) base = named, s.remove_prefix(2);
  }
  if (base == 0) base = 10;
  std::string digits = minus ? "-" : "";
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '_' && i && i + 1 < s.size() && s[i - 1] != '_') continue;
    digits += s[i];
  }
  if (digits.size() == minus || digits[minus] == '-') return false;
  auto r = std::from_chars(digits.data(), digits.data() + digits.size(), out, base);
  too_big = r.ec == std::errc::result_out_of_range;
  return r.ptr == digits.data() + digits.size() && (too_big || r.ec == std::errc{});
}

namespace {

constexpr size_t kMove = 2, kCase = 1;  // what CPython charges for an edit, and for a change of case

size_t substitution(char a, char b) {
  if (a == b) return 0;
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; };
  return lower(a) == lower(b) ? kCase : kMove;
}

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j * kMove;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i * kMove;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t kept = diagonal + substitution(a[i - 1], b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({kept, row[j] + kMove, row[j - 1] + kMove});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view closest_name(std::string_view name, const std::vector<std::string_view>& names) {
  std::string_view best;
  size_t best_distance = size_t(-1);
  for (std::string_view other : names) {
    if (other == name || other.size() > 40 || name.size() > 40) continue;
    size_t most = std::min((name.size() + other.size() + 3) * kMove / 6, best_distance - 1);
    size_t d = edit_distance(name, other);
    if (d > most) continue;
    best = other, best_distance = d;
  }
  return best;
}

}  // namespace shapewalk
