// print, and built-ins that Shapewalk cannot give: they are left open.
#include "python/objects.h"
#include "python/text.h"
#include "python/types.h"
#include "shape/words.h"

namespace shapewalk {

void Interp::print(std::string_view text) {
  constexpr size_t kMost = 1u << 20;
  if (printed.size() + text.size() <= kMost) {
    printed += text;
  } else if (!print_full_) {
    print_full_ = true;
    printed += "…\n";
  }
}

namespace {

Result<Value> builtin_print(Interp& in, const Native& fn, Value, Arguments& a) {
  std::string sep = " ", end = "\n";
  Value file;
  for (auto& [name, v] : a.named) {
    if (*name == "sep" || *name == "end") {
      if (v.is_none() || is_unknown(v)) continue;
      if (!text_of(v)) return in.raise("TypeError", "% must be None or a string, not %", {*name, in.type_name(v)});
      (*name == "sep" ? sep : end) = *text_of(v);
    } else if (*name == "file") {
      file = v;
    } else if (*name != "flush") {
      return in.raise("TypeError", "%() got an unexpected keyword argument '%'", {fn.name, *name});
    }
  }
  std::string line;
  for (size_t i = 0; i < a.pos.size(); ++i) {
    if (i) line += sep;
    line += TRY(in.str(a.pos[i]));
  }
  line += end;
  if (file.is_none()) {
    // What sys.stdout was set to, if it was.
    Value sys = in.import_standard("sys");
    if (Value* out = static_cast<ModuleObj*>(sys.o)->dict.find(in.name("stdout"))) file = *out;
  }
  if (is_unknown(file) || file.is_none()) return Value();
  TRY(in.call(TRY(in.get_attr(file, in.name("write"))), {in.str_value(line)}));
  return Value();
}

/// input(), open(), exec(), …: nothing of them is known here.
Result<Value> builtin_unknown(Interp& in, const Native& fn, Value, Arguments&) { return in.unknown(fn.name + "()"); }
Result<Value> builtin_none(Interp&, const Native&, Value, Arguments&) { return Value(); }

Result<Value> builtin_exit(Interp& in, const Native&, Value, Arguments&) { return in.raise("SystemExit", ""); }

Result<Value> make_unknown(Interp& in, Class* cls, Arguments&) { return in.unknown(cls->name); }

constexpr Method kFunctions[] = {
    {"print", builtin_print},     {"input", builtin_unknown},      {"open", builtin_unknown}, {"exec", builtin_none},
    {"compile", builtin_unknown}, {"breakpoint", builtin_none},    {"help", builtin_none},    {"exit", builtin_exit},
    {"quit", builtin_exit},       {"__import__", builtin_unknown}, {"display", builtin_none}};

}  // namespace

void add_function_builtins(Interp& in) {
  add_functions(in, in.builtins, kFunctions);
  for (std::string_view type : {"complex", "bytearray", "memoryview"}) add_type(in, type, make_unknown);
}

}  // namespace shapewalk
