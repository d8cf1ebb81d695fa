// Format specs, the % operator, and str.format.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "python/objects.h"
#include "python/text.h"
#include "python/types.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

/// %g and the format type 'g': `digits` significant ones, the shorter notation; `trim`: zeros at the end go away.
std::string general(double x, int digits, bool trim) {
  if (!std::isfinite(x)) return fixed(x, 0);
  digits = std::max(digits, 1);
  std::string s = scientific(x, digits - 1);
  int exponent = std::atoi(s.c_str() + s.find('e') + 1);
  std::string tail;
  if (exponent < -4 || exponent >= digits)
    tail = s.substr(s.find('e')), s.resize(s.find('e'));
  else
    s = fixed(x, digits - 1 - exponent);
  if (trim && s.find('.') != s.npos) {
    while (s.back() == '0') s.pop_back();
    if (s.back() == '.') s.pop_back();
  }
  return s + tail;
}

struct Spec {
  std::string fill = " ";
  char align = 0, sign = '-', type = 0, grouping = 0;
  bool alternate = false;
  int64_t width = 0, precision = -1;
};

bool read_spec(std::string_view s, Spec& out) {
  size_t i = 0;
  auto is_align = [](char c) { return c == '<' || c == '>' || c == '^' || c == '='; };
  if (!s.empty()) {
    size_t after = 0;
    next_code_point(s, after);
    if (after < s.size() && is_align(s[after]))
      out.fill = s.substr(0, after), out.align = s[after], i = after + 1;
    else if (is_align(s[0]))
      out.align = s[0], i = 1;
  }
  if (i < s.size() && (s[i] == '+' || s[i] == '-' || s[i] == ' ')) out.sign = s[i++];
  if (i < s.size() && s[i] == 'z') ++i;
  if (i < s.size() && s[i] == '#') out.alternate = true, ++i;
  if (i < s.size() && s[i] == '0') {
    if (!out.align) out.fill = "0", out.align = '=';
    ++i;
  }
  auto digits = [&](int64_t& n) {
    n = 0;
    while (i < s.size() && s[i] >= '0' && s[i] <= '9') n = std::min<int64_t>(n * 10 + (s[i++] - '0'), 100000);
  };
  if (i < s.size() && s[i] >= '0' && s[i] <= '9') digits(out.width);
  if (i < s.size() && (s[i] == ',' || s[i] == '_')) out.grouping = s[i++];
  if (i < s.size() && s[i] == '.') {
    ++i;
    if (i >= s.size() || s[i] < '0' || s[i] > '9') return false;
    digits(out.precision);
    out.precision = std::min<int64_t>(out.precision, 1000);
  }
  if (i < s.size()) out.type = s[i++];
  return i == s.size();
}

std::string padded(std::string_view body, const Spec& spec, char default_align, size_t sign_size = 0) {
  int64_t missing = spec.width - int64_t(code_points(body));
  if (missing <= 0) return std::string(body);
  std::string fill;
  auto repeat = [&](int64_t n) {
    fill.clear();
    while (n-- > 0) fill += spec.fill;
    return fill;
  };
  char align = spec.align ? spec.align : default_align;
  if (align == '<') return std::string(body) + repeat(missing);
  if (align == '^') {
    std::string left = repeat(missing / 2);
    return left + std::string(body) + repeat(missing - missing / 2);
  }
  if (align == '=')
    return std::string(body.substr(0, sign_size)) + repeat(missing) + std::string(body.substr(sign_size));
  return repeat(missing) + std::string(body);
}

void group(std::string& digits, char separator, size_t every) {
  size_t end = std::min(digits.find_first_not_of("0123456789abcdefABCDEF"), digits.size());
  for (size_t at = end; at > every;) digits.insert(at -= every, 1, separator);
}

std::string number_text(std::string body, bool negative, const Spec& spec, std::string_view prefix) {
  if (spec.grouping)
    group(body, spec.grouping, spec.type == 'x' || spec.type == 'X' || spec.type == 'b' || spec.type == 'o' ? 4 : 3);
  std::string sign = negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  if (spec.alternate) sign += prefix;
  return padded(sign + body, spec, '>', sign.size());
}

Result<std::string> format_integer(Interp& in, int64_t n, const Spec& spec) {
  if (spec.precision >= 0) return in.raise("ValueError", "Precision not allowed in integer format specifier");
  uint64_t u = n < 0 ? 0 - uint64_t(n) : uint64_t(n);
  int base = spec.type == 'x' || spec.type == 'X' ? 16 : spec.type == 'b' ? 2 : spec.type == 'o' ? 8 : 10;
  char b[72];
  std::string body(b, std::to_chars(b, b + sizeof b, u, base).ptr);
  if (spec.type == 'c') {
    body.clear();
    append_code_point(body, uint32_t(u));
    return padded(body, spec, '<');
  }
  if (spec.type == 'X')
    for (char& c : body) c = char(c >= 'a' ? c - 32 : c);
  return number_text(body, n < 0, spec,
                     base == 16  ? (spec.type == 'X' ? "0X" : "0x")
                     : base == 2 ? "0b"
                     : base == 8 ? "0o"
                                 : "");
}

std::string format_real(double x, const Spec& spec) {
  double mag = std::fabs(x);
  int precision = spec.precision < 0 ? 6 : int(spec.precision);
  std::string body;
  switch (spec.type) {
    case 'f':
    case 'F': body = fixed(mag, precision); break;
    case 'e':
    case 'E': body = scientific(mag, precision); break;
    case '%': body = fixed(mag * 100, precision) + "%"; break;
    case 0:
      if (spec.precision < 0) {
        body = shortest(mag);
      } else {
        body = general(mag, precision, true);
        if (body.find_first_not_of("0123456789") == body.npos) body += ".0";
      }
      break;
    default: body = general(mag, precision, !spec.alternate);
  }
  if (spec.type == 'E' || spec.type == 'G' || spec.type == 'F')
    for (char& c : body) c = char(c >= 'a' && c <= 'z' ? c - 32 : c);
  return number_text(body, std::signbit(x) && !std::isnan(x), spec, "");
}

}  // namespace

Result<std::string> formatted(Interp& in, Value v, std::string_view text) {
  if (is_unknown(v)) return std::string("…");
  if (Instance* o = as_instance(v)) {
    Value* f = o->cls->lookup(in.types().format);
    if (f && is_kind(*f, Kind::function)) {
      Value r = TRY(in.call(*f, {v, in.str_value(text)}));
      return in.str(r);
    }
  }
  if (is_kind(v, Kind::host) && v.o->host) {
    // Hosts' scalars (a tensor of one element) may have a number in them.
    Value f = TRY(v.o->get_attr(in, in.types().format));
    if (f.bound()) return in.str(TRY(in.call(f, {in.str_value(text)})));
  }
  if (text.empty()) return in.str(v);
  Spec spec;
  bool fine = read_spec(text, spec);
  bool integer = v.is(Value::integer) || v.is(Value::boolean), real = v.is(Value::real), str = as_str(v);
  if (!integer && !real && !str) {
    if (v.is(Value::object) && v.o->host) return in.str(v);
    return in.raise("TypeError", "unsupported format string passed to %.__format__", {Word(in.type_name(v))});
  }
  std::string_view types = str ? "s" : integer ? "bcdoxXneEfFgG%" : "eEfFgGn%";
  if (!fine)
    return in.raise("ValueError", "Invalid format specifier '%' for object of type '%'", {text, in.type_name(v)});
  if (spec.type && types.find(spec.type) == types.npos)
    return in.raise("ValueError", "Unknown format code '%' for object of type '%'", {spec.type, in.type_name(v)});
  if (str) {
    if (spec.align == '=' && spec.fill != "0")
      return in.raise("ValueError", "'=' alignment not allowed in string format specifier");
    if (spec.align == '=') spec.align = '<';
    std::string_view s = *text_of(v);
    if (spec.precision >= 0) s = s.substr(0, byte_of(s, size_t(spec.precision)));
    return padded(s, spec, '<');
  }
  if (v.is(Value::boolean) && !spec.type) return padded(v.b ? "True" : "False", spec, '>');
  int64_t n = v.is(Value::boolean) ? v.b : v.i;
  if (integer && (!spec.type || std::string_view("bcdoxXn").find(spec.type) != std::string_view::npos))
    return format_integer(in, n, spec);
  return format_real(integer ? double(n) : v.f, spec);
}

/// What stands for one number (a tensor without axes), as that number: by __int__ or __float__.
static Result<Value> number_in(Interp& in, Value v, Name by) {
  if (!v.is(Value::object) || as_str(v)) return v;
  Value f = TRY(in.find_attr(v, by));
  return f.bound() ? in.call(f, std::vector<Value>{}) : Result<Value>(v);
}

Result<std::string> percent(Interp& in, std::string_view f, Value arguments) {
  std::string out;
  Sequence* tuple = is_kind(arguments, Kind::tuple) ? as_sequence(arguments) : nullptr;
  size_t used = 0, have = tuple ? tuple->v.size() : 1;
  auto next = [&]() -> Result<Value> {
    if (used >= have) return in.raise("TypeError", "not enough arguments for format string");
    return tuple ? tuple->v[used++] : (++used, arguments);
  };
  bool mapped = false;
  for (size_t i = 0; i < f.size(); ++i) {
    if (f[i] != '%') {
      out += f[i];
      continue;
    }
    if (++i >= f.size()) return in.raise("ValueError", "incomplete format");
    if (f[i] == '%') {
      out += '%';
      continue;
    }
    Value v = Value::missing();
    if (f[i] == '(') {
      size_t close = f.find(')', i);
      if (close == f.npos) return in.raise("ValueError", "incomplete format key");
      v = TRY(in.get_item(arguments, in.str_value(f.substr(i + 1, close - i - 1))));
      i = close + 1, mapped = true;
    }
    Spec spec;
    for (; i < f.size() && std::string_view("-+ #0").find(f[i]) != std::string_view::npos; ++i) {
      if (f[i] == '-')
        spec.align = '<';
      else if (f[i] == '0' && spec.align != '<')
        spec.fill = "0", spec.align = '=';
      else if (f[i] == '#')
        spec.alternate = true;
      else if (f[i] != '0')
        spec.sign = f[i];
    }
    auto count = [&](int64_t& n) -> Result<void> {
      if (i < f.size() && f[i] == '*') {
        ++i;
        n = TRY(integer_of(in, TRY(next())));
        if (n < 0) n = -n, spec.align = '<';
        n = std::min<int64_t>(n, 100000);
        return {};
      }
      n = 0;
      while (i < f.size() && f[i] >= '0' && f[i] <= '9') n = std::min<int64_t>(n * 10 + (f[i++] - '0'), 100000);
      return {};
    };
    CHECK_OK(count(spec.width));
    if (i < f.size() && f[i] == '.') {
      ++i;
      CHECK_OK(count(spec.precision));
      spec.precision = std::min<int64_t>(spec.precision, 1000);
    }
    if (i >= f.size()) return in.raise("ValueError", "incomplete format");
    if (!v.bound()) v = TRY(next());
    char type = f[i];
    if (spec.align == '<') spec.fill = " ";
    if (is_unknown(v)) {
      out += "…";
    } else if (type == 's' || type == 'r' || type == 'a') {
      std::string s = type == 's' ? TRY(in.str(v)) : TRY(in.repr(v));
      if (spec.precision >= 0) s.resize(byte_of(s, size_t(spec.precision)));
      if (spec.align == '=') spec.align = '>', spec.fill = " ";
      out += padded(s, spec, '>');
    } else if (std::string_view("diuxXoc").find(type) != std::string_view::npos) {
      if (type == 'c' && as_str(v)) {
        out += padded(*text_of(v), spec, '>');
        continue;
      }
      v = TRY(number_in(in, v, in.types().int_));
      if (is_unknown(v)) {
        out += "…";
        continue;
      }
      if (!v.is(Value::integer) && !v.is(Value::boolean) && !v.is(Value::real))
        return in.raise("TypeError", "%% format: a real number is required, not %", {"%", type, in.type_name(v)});
      spec.type = type == 'i' || type == 'u' ? 'd' : type;
      int64_t zeros = spec.precision;
      spec.precision = -1;
      if (v.is(Value::real)) v = TRY(in.call(Value::of(static_cast<Obj*>(in.builtin_class("int"))), std::vector{v}));
      std::string s = TRY(format_integer(in, v.is(Value::boolean) ? v.b : v.i, spec));
      if (zeros > int64_t(s.size())) s.insert(0, size_t(zeros) - s.size(), '0');
      out += s;
    } else if (std::string_view("eEfFgG").find(type) != std::string_view::npos) {
      v = TRY(number_in(in, v, in.types().float_));
      if (is_unknown(v)) {
        out += "…";
        continue;
      }
      if (as_str(v) || v.is_none()) return in.raise("TypeError", "must be real number, not %", {Word(in.type_name(v))});
      spec.type = type;
      out += format_real(TRY(real_of(in, v)), spec);
    } else {
      return in.raise("ValueError", "unsupported format character '%' (0x%%) at index %",
                      {type, "0123456789abcdef"[type >> 4 & 15], "0123456789abcdef"[type & 15], i});
    }
  }
  if (!mapped && used < have && !is_kind(arguments, Kind::dict) && !(is_unknown(arguments)))
    return in.raise("TypeError", "not all arguments converted during string formatting");
  return out;
}

namespace {

/// One replacement field: "0.name[key]!r:spec" between its braces.
Result<std::string> field(Interp& in, std::string_view f, Arguments& args, size_t& automatic, int depth);

Result<std::string> fields(Interp& in, std::string_view f, Arguments& args, size_t& automatic, int depth) {
  std::string out;
  for (size_t i = 0; i < f.size(); ++i) {
    char c = f[i];
    if ((c == '{' || c == '}') && i + 1 < f.size() && f[i + 1] == c && depth == 0) {
      out += c, ++i;
    } else if (c == '{') {
      size_t open = 1, end = i + 1;
      for (; end < f.size() && open; ++end) open += f[end] == '{' ? size_t(1) : f[end] == '}' ? size_t(-1) : 0;
      if (open)
        return in.raise("ValueError", i + 1 == f.size() ? "Single '{' encountered in format string"
                                                        : "expected '}' before end of string");
      out += TRY(field(in, f.substr(i + 1, end - i - 2), args, automatic, depth));
      i = end - 1;
    } else if (c == '}') {
      return in.raise("ValueError", "Single '}' encountered in format string");
    } else {
      out += c;
    }
  }
  return out;
}

Result<std::string> field(Interp& in, std::string_view f, Arguments& args, size_t& automatic, int depth) {
  size_t end = f.find_first_of("!:");
  // A key in brackets may have these in it.
  if (size_t bracket = f.find('['); bracket != f.npos && bracket < end)
    end = f.find_first_of("!:", std::min(f.find(']', bracket), f.size()));
  std::string_view path = f.substr(0, end), spec;
  char conversion = 0;
  if (end != f.npos && f[end] == '!') {
    if (end + 1 < f.size()) conversion = f[end + 1];
    end += 2;
    if (end >= f.size()) end = f.npos;
  }
  if (end != f.npos && f[end] == ':') spec = f.substr(end + 1);
  size_t cut = std::min(path.find_first_of(".["), path.size());
  std::string_view first = path.substr(0, cut);
  Value v;
  int64_t index = 0;
  bool too_big;
  if (first.empty()) index = int64_t(automatic++);
  if (first.empty() || read_integer(first, 10, index, too_big)) {
    if (size_t(index) >= args.pos.size())
      return in.raise("IndexError", "Replacement index % out of range for positional args tuple", {index});
    v = args.pos[size_t(index)];
  } else {
    v = args.get(first);
    if (!v.bound()) return key_error(in, in.str_value(first));
  }
  while (cut < path.size()) {
    if (path[cut] == '.') {
      size_t stop = std::min(path.find_first_of(".[", cut + 1), path.size());
      v = TRY(in.get_attr(v, in.name(path.substr(cut + 1, stop - cut - 1))));
      cut = stop;
    } else {
      size_t close = path.find(']', cut);
      if (close == path.npos) return in.raise("ValueError", "Missing ']' in format string");
      std::string_view key = path.substr(cut + 1, close - cut - 1);
      bool is_number = read_integer(key, 10, index, too_big);
      v = TRY(in.get_item(v, is_number ? Value::of(index) : in.str_value(key)));
      cut = close + 1;
    }
  }
  if (conversion == 'r' || conversion == 'a')
    v = in.str_value(TRY(in.repr(v)));
  else if (conversion == 's')
    v = in.str_value(TRY(in.str(v)));
  if (depth > 1) return in.raise("ValueError", "Max string recursion exceeded");
  std::string nested =
      spec.find('{') == spec.npos ? std::string(spec) : TRY(fields(in, spec, args, automatic, depth + 1));
  return formatted(in, v, nested);
}

}  // namespace

Result<std::string> format_method(Interp& in, std::string_view f, Arguments& args) {
  size_t automatic = 0;
  return fields(in, f, args, automatic, 0);
}

}  // namespace shapewalk
