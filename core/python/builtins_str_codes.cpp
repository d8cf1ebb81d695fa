// Letters by their numbers: chr, ord, str.maketrans, str.translate.
#include "python/builtins_str.h"
#include "python/objects.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

const std::string* text_in(Value v) {
  const Value* own = is_kind(v, Kind::instance) ? static_cast<Instance*>(v.o)->text() : nullptr;
  return text_of(own ? *own : v);
}

const std::string& self_text(Value self) {
  static const std::string none;
  const std::string* s = text_in(self);
  return s ? *s : none;
}

Result<std::string_view> view_of(Interp& in, Value v) {
  if (const std::string* s = text_in(v)) return std::string_view(*s);
  if (is_unknown(v)) return std::string_view();
  return in.raise("TypeError", "must be str, not %", {Word(in.type_name(v))});
}

namespace {

/// str.maketrans(x[, y[, z]]): what becomes of which letter, by its number.
Result<Value> str_maketrans(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "x y z", 1, v));
  Dict* to = in.heap.make<Dict>();
  if (Dict* given = as_dict(v[0]); given && !v[1].bound()) {
    for (auto& [k, x] : std::vector(given->entries)) {
      size_t at = 0;
      Value key = text_of(k) && !text_of(k)->empty() ? Value::of(int64_t(next_code_point(*text_of(k), at))) : k;
      CHECK_OK(to->put(in, key, x));
    }
    return value_of(to);
  }
  std::string_view from = TRY(view_of(in, v[0])), with = TRY(view_of(in, v[1].bound() ? v[1] : v[0]));
  if (code_points(from) != code_points(with))
    return in.raise("ValueError", "the first two maketrans arguments must have equal length");
  for (size_t i = 0, k = 0; i < from.size();) {
    int64_t key = next_code_point(from, i);
    CHECK_OK(to->put(in, Value::of(key), Value::of(int64_t(next_code_point(with, k)))));
  }
  if (std::string_view gone = v[2].bound() ? TRY(view_of(in, v[2])) : std::string_view(); !gone.empty())
    for (size_t i = 0; i < gone.size();) CHECK_OK(to->put(in, Value::of(int64_t(next_code_point(gone, i))), Value()));
  return value_of(to);
}

Result<Value> str_translate(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "table", 1, &v));
  Dict* table = as_dict(v);
  if (!table) return in.unknown("translate");
  std::string_view s = self_text(self);
  std::string out;
  for (size_t i = 0; i < s.size();) {
    CHECK_OK(in.tick());
    size_t begin = i;
    Value* to = TRY(table->find(in, Value::of(int64_t(next_code_point(s, i)))));
    if (!to)
      out += s.substr(begin, i - begin);
    else if (to->is(Value::integer))
      append_code_point(out, uint32_t(to->i));
    else if (const std::string* text = text_of(*to))
      out += *text;
  }
  return in.str_value(out);
}

Result<Value> builtin_chr(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "i", 1, &v));
  int64_t n = TRY(integer_of(in, v));
  if (n < 0 || n > 0x10FFFF) return in.raise("ValueError", "chr() arg not in range(0x110000)");
  std::string s;
  append_code_point(s, uint32_t(n));
  return in.str_value(s);
}

Result<Value> builtin_ord(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "c", 1, &v));
  if (is_unknown(v)) return v;
  if (!text_of(v))
    return in.raise("TypeError", "ord() expected string of length 1, but % found", {Word(in.type_name(v))});
  size_t n = code_points(*text_of(v)), at = 0;
  if (n != 1) return in.raise("TypeError", "ord() expected a character, but string of length % found", {n});
  return Value::of(int64_t(next_code_point(*text_of(v), at)));
}

constexpr Method kFunctions[] = {{"chr", builtin_chr}, {"ord", builtin_ord}};
constexpr Method kMethods[] = {{"translate", str_translate}};

}  // namespace

void add_code_points(Interp& in) {
  Class* str = in.types().str;
  add_methods(in, str, kMethods);
  str->dict.put(in.name("maketrans"),
                value_of(in.heap.make<Wrapped>(Kind::static_method, in.native("maketrans", str_maketrans))));
  add_functions(in, in.builtins, kFunctions);
}

}  // namespace shapewalk
