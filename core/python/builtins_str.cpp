// str and bytes: what they do as values, and their methods.
#include <algorithm>

#include "python/builtins_str.h"
#include "python/objects.h"
#include "python/text.h"
#include "python/types.h"
#include "shape/words.h"

namespace shapewalk {

Result<std::string> Str::repr(Interp&) { return quoted(s); }
Result<std::string> Str::str(Interp&) { return s; }
Result<int64_t> Str::length(Interp& in) {
  CHECK_OK(in.scan(s.size()));
  return int64_t(code_points(s));
}
Result<Value> Str::get_attr(Interp& in, Name n) { return attribute_of_type(in, value_of(this), in.types().str, n); }
Result<bool> Str::truth(Interp&) { return !s.empty(); }

Result<Value> Str::get_item(Interp& in, Value index) {
  if (is_unknown(index)) return index;
  CHECK_OK(in.scan(s.size()));
  int64_t n = int64_t(code_points(s));
  auto at = [&](int64_t i) {
    size_t begin = byte_of(s, size_t(i)), end = begin;
    if (end < s.size()) next_code_point(s, end);
    return s.substr(begin, end - begin);
  };
  if (is_kind(index, Kind::slice)) {
    Taken t = TRY(sliced(in, *static_cast<Slice*>(index.o), n));
    CHECK_OK(in.tick(uint64_t(t.count)));
    if (t.step == 1) {
      size_t begin = byte_of(s, size_t(t.start)),
             end = begin + byte_of(std::string_view(s).substr(begin), size_t(t.count));
      return in.str_value(std::string_view(s).substr(begin, end - begin));
    }
    std::string out;
    bool ascii = is_ascii(s);
    for (int64_t i = 0; i < t.count; ++i) {
      if (ascii)
        out += s[size_t(t.start + i * t.step)];
      else
        out += at(t.start + i * t.step);
    }
    return in.str_value(out);
  }
  if (!index.is(Value::integer) && !index.is(Value::boolean))
    return in.raise("TypeError", "string indices must be integers, not '%'", {Word(in.type_name(index))});
  return in.str_value(at(TRY(wrapped_index(in, index, n, "string index out of range"))));
}

Result<Value> Str::binary(Interp& in, std::string_view op, Value other, bool reflected, bool) {
  if (op == "+" && as_str(other)) {
    if (reflected) return in.str_value(as_str(other)->s + s);
    CHECK_OK(in.room_for_text(s.size() + as_str(other)->s.size()));
    return in.str_value(s + as_str(other)->s);
  }
  if (op == "*" && (other.is(Value::integer) || other.is(Value::boolean))) {
    int64_t n = TRY(integer_of(in, other));
    if (n <= 0 || s.empty()) return in.str_value("");
    CHECK_OK(in.room(n > INT32_MAX ? uint64_t(n) : uint64_t(n) * s.size() / sizeof(Value)));
    size_t all = s.size() * size_t(n);
    std::string out = s;
    out.reserve(all);
    while (out.size() < all) out.append(out, 0, std::min(out.size(), all - out.size()));
    return in.str_value(out);
  }
  if (op == "%" && !reflected) return in.str_value(TRY(percent(in, s, other)));
  return Value::not_impl();
}

Result<std::vector<Value>> Str::items(Interp& in) {
  std::vector<Value> v;
  CHECK_OK(in.room(s.size()));
  for (size_t at = 0; at < s.size();) {
    size_t begin = at;
    next_code_point(s, at);
    v.push_back(in.str_value(std::string_view(s).substr(begin, at - begin)));
  }
  return v;
}

bool Str::hash(uint64_t& out) const {
  uint64_t h = 14695981039346656037ull;
  for (char c : s) h = (h ^ uint8_t(c)) * 1099511628211ull;
  out = h;
  return true;
}

bool Str::equal(const Value& other) const { return as_str(other) && as_str(other)->s == s; }

Result<std::string> Bytes::repr(Interp&) { return quoted(s, true); }
Result<Value> Bytes::get_attr(Interp& in, Name n) { return attribute_of_type(in, value_of(this), in.types().bytes, n); }
Result<std::vector<Value>> Bytes::items(Interp&) {
  std::vector<Value> v;
  for (char c : s) v.push_back(Value::of(int64_t(uint8_t(c))));
  return v;
}
bool Bytes::hash(uint64_t& out) const {
  out = std::hash<std::string>{}(s);
  return true;
}
bool Bytes::equal(const Value& other) const {
  return is_kind(other, Kind::bytes) && static_cast<Bytes*>(other.o)->s == s;
}

namespace {

using View = std::string_view;

Result<Value> make_str(Interp& in, Class*, Arguments& a) {
  if (a.pos.empty()) return in.str_value("");
  if (is_kind(a.pos[0], Kind::bytes) && a.pos.size() > 1) return in.str_value(static_cast<Bytes*>(a.pos[0].o)->s);
  return in.str_value(TRY(in.str(a.pos[0])));
}

Result<Value> make_bytes(Interp& in, Class*, Arguments& a) {
  std::string s;
  if (!a.pos.empty() && text_of(a.pos[0]))
    s = *text_of(a.pos[0]);
  else if (!a.pos.empty() && a.pos[0].is(Value::integer) && a.pos[0].i >= 0 && a.pos[0].i < 1 << 24)
    s.assign(size_t(a.pos[0].i), '\0');
  return value_of(in.heap.make<Bytes>(std::move(s)));
}

char upper(char c) { return char(c >= 'a' && c <= 'z' ? c - 32 : c); }
char lower(char c) { return char(c >= 'A' && c <= 'Z' ? c + 32 : c); }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80); }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// upper, lower, title …: which one is Native::data.
enum Change : uintptr_t { to_upper, to_lower, capitalize, title, swapcase };
Result<Value> change_case(Interp& in, Value self, Change change) {
  std::string s = self_text(self);
  bool inside = false;
  for (size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    switch (change) {
      case to_upper: s[i] = upper(c); break;
      case to_lower: s[i] = lower(c); break;
      case capitalize: s[i] = i ? lower(c) : upper(c); break;
      case title: s[i] = inside ? lower(c) : upper(c); break;
      case swapcase: s[i] = upper(c) == c ? lower(c) : upper(c); break;
    }
    inside = letter(c);
  }
  return in.str_value(s);
}
Result<Value> str_upper(Interp& in, const Native&, Value self, Arguments&) { return change_case(in, self, to_upper); }
Result<Value> str_lower(Interp& in, const Native&, Value self, Arguments&) { return change_case(in, self, to_lower); }
Result<Value> str_capitalize(Interp& in, const Native&, Value self, Arguments&) {
  return change_case(in, self, capitalize);
}
Result<Value> str_title(Interp& in, const Native&, Value self, Arguments&) { return change_case(in, self, title); }
Result<Value> str_swapcase(Interp& in, const Native&, Value self, Arguments&) {
  return change_case(in, self, swapcase);
}

Result<Value> all_chars(Value self, bool (*test)(char)) {
  const std::string& s = self_text(self);
  return Value::of(!s.empty() && std::all_of(s.begin(), s.end(), test));
}
Result<Value> str_isdigit(Interp&, const Native&, Value self, Arguments&) { return all_chars(self, digit); }
Result<Value> str_isalpha(Interp&, const Native&, Value self, Arguments&) { return all_chars(self, letter); }
Result<Value> str_isspace(Interp&, const Native&, Value self, Arguments&) { return all_chars(self, space); }
Result<Value> str_isalnum(Interp&, const Native&, Value self, Arguments&) {
  return all_chars(self, [](char c) { return letter(c) || digit(c); });
}
Result<Value> str_isidentifier(Interp&, const Native&, Value self, Arguments&) {
  const std::string& s = self_text(self);
  if (s.empty() || digit(s[0])) return Value::of(false);
  return all_chars(self, [](char c) { return letter(c) || digit(c) || c == '_'; });
}
/// Letters there are, and all of this case?
Result<Value> all_case(Value self, char (*to_other)(char), char (*to_this)(char)) {
  bool any = false;
  for (char c : self_text(self)) {
    if (to_this(c) != c) return Value::of(false);
    any |= to_other(c) != c;
  }
  return Value::of(any);
}
Result<Value> str_isupper(Interp&, const Native&, Value self, Arguments&) { return all_case(self, lower, upper); }
Result<Value> str_islower(Interp&, const Native&, Value self, Arguments&) { return all_case(self, upper, lower); }

Result<Value> strip(Interp& in, const Native& fn, Value self, Arguments& a, bool left, bool right) {
  Value chars;
  CHECK_OK(take(in, fn, a, "chars", 0, &chars));
  View s = self_text(self), set = " \t\n\r\f\v";
  if (chars.bound() && !chars.is_none()) set = TRY(view_of(in, chars));
  CHECK_OK(in.scan(8 * s.size()));
  size_t begin = 0, end = s.size();
  if (left) begin = std::min(s.find_first_not_of(set), s.size());
  if (right) end = s.find_last_not_of(set) == s.npos ? begin : s.find_last_not_of(set) + 1;
  return in.str_value(s.substr(begin, end > begin ? end - begin : 0));
}
Result<Value> str_strip(Interp& in, const Native& f, Value self, Arguments& a) {
  return strip(in, f, self, a, true, true);
}
Result<Value> str_lstrip(Interp& in, const Native& f, Value self, Arguments& a) {
  return strip(in, f, self, a, true, false);
}
Result<Value> str_rstrip(Interp& in, const Native& f, Value self, Arguments& a) {
  return strip(in, f, self, a, false, true);
}

Result<Value> split(Interp& in, const Native& fn, Value self, Arguments& a, bool from_right) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "sep maxsplit", 0, v));
  View s = self_text(self);
  int64_t most = v[1].bound() ? TRY(integer_of(in, v[1])) : -1;
  std::vector<View> parts;
  bool blanks = !v[0].bound() || v[0].is_none();
  View sep = blanks ? View() : TRY(view_of(in, v[0]));
  CHECK_OK(in.scan(s.size(), sep.size()));
  if (!blanks && sep.empty())
    return is_unknown(v[0]) ? Result<Value>(in.list({self})) : in.raise("ValueError", "empty separator");
  if (from_right) {
    size_t end = s.size();
    for (;;) {
      if (blanks) {
        while (end && space(s[end - 1])) --end;
        if (!end) break;
        size_t begin = end;
        if (most >= 0 && int64_t(parts.size()) >= most)
          begin = s.find_first_not_of(" \t\n\r\f\v");
        else
          while (begin && !space(s[begin - 1])) --begin;
        parts.push_back(s.substr(begin, end - begin));
        if (most >= 0 && int64_t(parts.size()) > most) break;
        end = begin;
      } else {
        size_t at = most >= 0 && int64_t(parts.size()) >= most ? View::npos
                    : end >= sep.size()                        ? s.rfind(sep, end - sep.size())
                                                               : View::npos;
        if (at == View::npos) {
          parts.push_back(s.substr(0, end));
          break;
        }
        parts.push_back(s.substr(at + sep.size(), end - at - sep.size()));
        end = at;
      }
    }
    std::reverse(parts.begin(), parts.end());
  } else {
    size_t begin = 0;
    for (;;) {
      if (blanks) {
        while (begin < s.size() && space(s[begin])) ++begin;
        if (begin == s.size()) break;
        size_t end = begin;
        if (most >= 0 && int64_t(parts.size()) >= most)
          end = s.find_last_not_of(" \t\n\r\f\v") + 1;
        else
          while (end < s.size() && !space(s[end])) ++end;
        parts.push_back(s.substr(begin, end - begin));
        if (most >= 0 && int64_t(parts.size()) > most) break;
        begin = end;
      } else {
        size_t at = most >= 0 && int64_t(parts.size()) >= most ? View::npos : s.find(sep, begin);
        parts.push_back(s.substr(begin, at == View::npos ? at : at - begin));
        if (at == View::npos) break;
        begin = at + sep.size();
      }
    }
  }
  std::vector<Value> out;
  for (View p : parts) out.push_back(in.str_value(p));
  return in.list(std::move(out));
}
Result<Value> str_split(Interp& in, const Native& f, Value self, Arguments& a) { return split(in, f, self, a, false); }
Result<Value> str_rsplit(Interp& in, const Native& f, Value self, Arguments& a) { return split(in, f, self, a, true); }

Result<Value> str_splitlines(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value keep;
  CHECK_OK(take(in, fn, a, "keepends", 0, &keep));
  bool keeps = keep.bound() && TRY(in.truth(keep));
  View s = self_text(self);
  std::vector<Value> out;
  for (size_t at = 0; at < s.size();) {
    size_t end = std::min(s.find('\n', at), s.size());
    View line = s.substr(at, end - at);
    if (keeps)
      line = s.substr(at, std::min(end + 1, s.size()) - at);
    else if (line.ends_with('\r'))
      line.remove_suffix(1);
    out.push_back(in.str_value(line));
    at = end + 1;
  }
  return in.list(std::move(out));
}

Result<Value> cut_at(Interp& in, const Native& fn, Value self, Arguments& a, bool last) {
  Value v;
  CHECK_OK(take(in, fn, a, "sep", 1, &v));
  View s = self_text(self), sep = TRY(view_of(in, v));
  if (sep.empty()) return in.raise("ValueError", "empty separator");
  CHECK_OK(in.scan(s.size(), sep.size()));
  size_t at = last ? s.rfind(sep) : s.find(sep);
  if (at == View::npos) {
    if (last) return in.tuple({in.str_value(""), in.str_value(""), self});
    return in.tuple({self, in.str_value(""), in.str_value("")});
  }
  return in.tuple({in.str_value(s.substr(0, at)), in.str_value(sep), in.str_value(s.substr(at + sep.size()))});
}
Result<Value> str_partition(Interp& in, const Native& f, Value self, Arguments& a) {
  return cut_at(in, f, self, a, false);
}
Result<Value> str_rpartition(Interp& in, const Native& f, Value self, Arguments& a) {
  return cut_at(in, f, self, a, true);
}

Result<Value> str_join(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  auto items = in.items(v);
  if (!items) {
    if (items.error()->type == "TypeError" && items.error()->message.ends_with("is not iterable"))
      return in.raise("TypeError", "can only join an iterable");
    return std::unexpected(items.error());
  }
  if (items->empty() && is_open(v)) return in.unknown("join");
  std::string out;
  for (size_t i = 0; i < items->size(); ++i) {
    CHECK_OK(in.room_for_text(out.size() + self_text(self).size()));
    if (i) out += self_text(self);
    Value x = (*items)[i];
    if (is_unknown(x))
      out += "…";
    else if (text_of(x))
      out += *text_of(x);
    else
      return in.raise("TypeError", "sequence item %: expected str instance, % found", {i, in.type_name(x)});
  }
  return in.str_value(out);
}

Result<Value> str_replace(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "old new count", 2, v));
  View s = self_text(self), old = TRY(view_of(in, v[0])), with = TRY(view_of(in, v[1]));
  int64_t most = v[2].bound() ? TRY(integer_of(in, v[2])) : -1;
  CHECK_OK(in.scan(s.size(), old.size()));
  std::string out;
  size_t at = 0;
  while (most != 0) {
    CHECK_OK(in.tick());
    CHECK_OK(in.room_for_text(out.size() + with.size()));
    size_t found = old.empty() ? at : s.find(old, at);
    if (found == View::npos) break;
    out += s.substr(at, found - at);
    out += with;
    at = found + old.size();
    if (old.empty()) {
      if (at >= s.size()) break;
      size_t begin = at;
      next_code_point(s, at);
      out += s.substr(begin, at - begin);
    }
    if (most > 0) --most;
  }
  if (at < s.size()) out += s.substr(at);
  return in.str_value(out);
}

/// The part of a text from `start` to `end`, given as a slice's bounds, and the byte that it begins at.
Result<std::pair<View, size_t>> within(Interp& in, View s, Value start, Value end) {
  if (!start.bound() && !end.bound()) return std::pair{s, size_t(0)};
  Slice range(start.bound() ? start : Value(), end.bound() ? end : Value(), Value());
  Taken t = TRY(sliced(in, range, int64_t(code_points(s))));
  size_t begin = byte_of(s, size_t(t.start)), stop = byte_of(s, size_t(t.start + t.count));
  return std::pair{s.substr(begin, stop - begin), begin};
}

/// Where a part is: the position in code points, or -1. [start, end) as given.
Result<int64_t> position(Interp& in, const Native& fn, Value self, Arguments& a, bool last) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "sub start end", 1, v));
  View s = self_text(self), part = TRY(view_of(in, v[0]));
  auto [inside, begin] = TRY(within(in, s, v[1], v[2]));
  CHECK_OK(in.scan(inside.size(), part.size()));
  size_t at = last ? inside.rfind(part) : inside.find(part);
  return at == View::npos ? -1 : int64_t(code_points(s.substr(0, begin + at)));
}
Result<Value> str_find(Interp& in, const Native& f, Value self, Arguments& a) {
  return Value::of(TRY(position(in, f, self, a, false)));
}
Result<Value> str_rfind(Interp& in, const Native& f, Value self, Arguments& a) {
  return Value::of(TRY(position(in, f, self, a, true)));
}
Result<Value> str_index(Interp& in, const Native& f, Value self, Arguments& a) {
  int64_t at = TRY(position(in, f, self, a, false));
  return at < 0 ? in.raise("ValueError", "substring not found") : Result<Value>(Value::of(at));
}

Result<Value> str_count(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "sub start end", 1, v));
  View part = TRY(view_of(in, v[0]));
  auto [s, begin] = TRY(within(in, self_text(self), v[1], v[2]));
  if (part.empty()) return Value::of(int64_t(code_points(s)) + 1);
  CHECK_OK(in.scan(s.size(), part.size()));
  int64_t n = 0;
  for (size_t at = s.find(part); at != View::npos; at = s.find(part, at + part.size())) ++n;
  return Value::of(n);
}

Result<Value> has_end(Interp& in, const Native& fn, Value self, Arguments& a, bool start) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "prefix start end", 1, v));
  auto [s, begin] = TRY(within(in, self_text(self), v[1], v[2]));
  std::vector<Value> all{v[0]};
  if (Sequence* t = as_sequence(v[0])) all = t->v;
  for (Value x : all) {
    const std::string* part = text_of(x);
    if (!part && !is_unknown(x))
      return in.raise("TypeError", "% first arg must be str or a tuple of str, not %",
                      {start ? "startswith" : "endswith", in.type_name(x)});
    if (part && (start ? s.starts_with(*part) : s.ends_with(*part))) return Value::of(true);
  }
  return Value::of(false);
}
Result<Value> str_startswith(Interp& in, const Native& f, Value self, Arguments& a) {
  return has_end(in, f, self, a, true);
}
Result<Value> str_endswith(Interp& in, const Native& f, Value self, Arguments& a) {
  return has_end(in, f, self, a, false);
}

Result<Value> str_removeprefix(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "prefix", 1, &v));
  View s = self_text(self), part = TRY(view_of(in, v));
  return in.str_value(s.starts_with(part) ? s.substr(part.size()) : s);
}
Result<Value> str_removesuffix(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "suffix", 1, &v));
  View s = self_text(self), part = TRY(view_of(in, v));
  return in.str_value(s.ends_with(part) ? s.substr(0, s.size() - part.size()) : s);
}

/// ljust, rjust, center, zfill through format specs' padding.
Result<Value> justify(Interp& in, const Native& fn, Value self, Arguments& a, char align) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "width fillchar", 1, v));
  int64_t width = std::min<int64_t>(TRY(integer_of(in, v[0])), 100000), have = int64_t(code_points(self_text(self)));
  std::string fill = v[1].bound() ? std::string(TRY(view_of(in, v[1]))) : " ", left, right;
  if (code_points(fill) != 1 && !is_unknown(v[1]))
    return in.raise("TypeError", "The fill character must be exactly one character long");
  int64_t missing = std::max<int64_t>(width - have, 0);
  int64_t before = align == '>' ? missing : align == '<' ? 0 : missing / 2 + (missing & width & 1);
  for (int64_t i = 0; i < missing; ++i) (i < before ? left : right) += fill;
  return in.str_value(left + self_text(self) + right);
}
Result<Value> str_ljust(Interp& in, const Native& f, Value self, Arguments& a) { return justify(in, f, self, a, '<'); }
Result<Value> str_rjust(Interp& in, const Native& f, Value self, Arguments& a) { return justify(in, f, self, a, '>'); }
Result<Value> str_center(Interp& in, const Native& f, Value self, Arguments& a) { return justify(in, f, self, a, '^'); }
Result<Value> str_zfill(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "width", 1, &v));
  std::string s = self_text(self);
  int64_t width = std::min<int64_t>(TRY(integer_of(in, v)), 100000), have = int64_t(code_points(s));
  bool sign = s.starts_with('-') || s.starts_with('+');
  if (width > have) s.insert(sign, size_t(width - have), '0');
  return in.str_value(s);
}

Result<Value> str_format(Interp& in, const Native&, Value self, Arguments& a) {
  return in.str_value(TRY(format_method(in, self_text(self), a)));
}
Result<Value> str_encode(Interp& in, const Native&, Value self, Arguments&) {
  return value_of(in.heap.make<Bytes>(self_text(self)));
}
Result<Value> bytes_decode(Interp& in, const Native&, Value self, Arguments&) {
  return in.str_value(static_cast<Bytes*>(self.o)->s);
}
Result<Value> str_unknown(Interp& in, const Native&, Value, Arguments&) { return in.unknown("str"); }
Result<Value> str_expandtabs(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "tabsize", 0, &v));
  int64_t width = v.bound() ? TRY(integer_of(in, v)) : 8, column = 0;
  std::string out;
  for (char c : self_text(self)) {
    if (c == '\t') {
      int64_t blanks = width > 0 ? width - column % width : 0;
      CHECK_OK(in.room_for_text(out.size() + uint64_t(blanks)));
      out.append(size_t(blanks), ' ');
      column += blanks;
    } else {
      out += c;
      column = c == '\n' || c == '\r' ? 0 : column + ((c & 0xC0) != 0x80);
    }
  }
  return in.str_value(out);
}

constexpr Method kStrMethods[] = {{"upper", str_upper},
                                  {"lower", str_lower},
                                  {"casefold", str_lower},
                                  {"capitalize", str_capitalize},
                                  {"title", str_title},
                                  {"swapcase", str_swapcase},
                                  {"isdigit", str_isdigit},
                                  {"isnumeric", str_isdigit},
                                  {"isdecimal", str_isdigit},
                                  {"isalpha", str_isalpha},
                                  {"isspace", str_isspace},
                                  {"isalnum", str_isalnum},
                                  {"isidentifier", str_isidentifier},
                                  {"isupper", str_isupper},
                                  {"islower", str_islower},
                                  {"strip", str_strip},
                                  {"lstrip", str_lstrip},
                                  {"rstrip", str_rstrip},
                                  {"split", str_split},
                                  {"rsplit", str_rsplit},
                                  {"splitlines", str_splitlines},
                                  {"partition", str_partition},
                                  {"rpartition", str_rpartition},
                                  {"join", str_join},
                                  {"replace", str_replace},
                                  {"find", str_find},
                                  {"rfind", str_rfind},
                                  {"index", str_index},
                                  {"count", str_count},
                                  {"startswith", str_startswith},
                                  {"endswith", str_endswith},
                                  {"removeprefix", str_removeprefix},
                                  {"removesuffix", str_removesuffix},
                                  {"ljust", str_ljust},
                                  {"rjust", str_rjust},
                                  {"center", str_center},
                                  {"zfill", str_zfill},
                                  {"format", str_format},
                                  {"encode", str_encode},
                                  {"expandtabs", str_expandtabs}};
constexpr Method kBytesMethods[] = {{"decode", bytes_decode}, {"hex", str_unknown}};

Result<Value> builtin_repr(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "obj", 1, &v));
  return in.str_value(TRY(in.repr(v)));
}

Result<Value> builtin_format(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "value format_spec", 1, v));
  return in.str_value(TRY(formatted(in, v[0], v[1].bound() && text_of(v[1]) ? View(*text_of(v[1])) : View())));
}

constexpr Method kFunctions[] = {{"repr", builtin_repr}, {"ascii", builtin_repr}, {"format", builtin_format}};

}  // namespace

void add_str_type(Interp& in) {
  Types& t = const_cast<Types&>(in.types());
  t.str = add_type(in, "str", make_str);
  t.bytes = add_type(in, "bytes", make_bytes);
  add_methods(in, t.str, kStrMethods);
  add_code_points(in);
  add_methods(in, t.bytes, kBytesMethods);
  add_functions(in, in.builtins, kFunctions);
}

}  // namespace shapewalk
