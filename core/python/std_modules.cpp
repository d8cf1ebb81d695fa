#include "python/std_modules.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

constexpr std::pair<std::string_view, ModuleMaker> kModules[] = {{"math", make_math},
                                                                 {"collections", make_collections},
                                                                 {"collections.abc", make_collections_abc},
                                                                 {"itertools", make_itertools},
                                                                 {"functools", make_functools},
                                                                 {"operator", make_operator},
                                                                 {"typing", make_typing},
                                                                 {"typing_extensions", make_typing},
                                                                 {"dataclasses", make_dataclasses},
                                                                 {"enum", make_enum},
                                                                 {"abc", make_abc},
                                                                 {"copy", make_copy},
                                                                 {"types", make_types},
                                                                 {"os", make_os},
                                                                 {"os.path", make_os_path},
                                                                 {"sys", make_sys},
                                                                 {"inspect", make_inspect}};

/// Modules of Python's own that stay open: no remark is made about them.
constexpr std::string_view kOpen =
    " random time re fnmatch modulefinder warnings logging json pathlib datetime glob pickle shutil tempfile "
    "io subprocess "
    "threading multiprocessing "
    "csv string urllib traceback platform gc statistics textwrap pprint hashlib heapq bisect uuid struct "
    "socket signal queue "
    "importlib numbers fractions decimal unittest zipfile tarfile gzip base64 getpass secrets weakref code ast asyncio "
    "concurrent builtins "
    "cProfile timeit timeit tracemalloc locale configparser xml html http email ssl ctypes ";

}  // namespace

namespace {

/// Names that a module has in Python: the host's MODULE._more.
Result<Value> more_names(Interp& in, ModuleObj& m, Name n) {
  Value more = n->starts_with("__") ? Value::missing() : in.host.import_module(in, m.name + "._more");
  Value* v = is_kind(more, Kind::module) ? static_cast<ModuleObj*>(more.o)->dict.find(n) : nullptr;
  return v ? *v : in.unknown(words("%.%", {m.name, *n}));
}

}  // namespace

Value standard_module(Interp& in, std::string_view dotted, bool& known) {
  for (auto& [name, make] : kModules) {
    if (name != dotted) continue;
    ModuleObj* m = in.heap.make<ModuleObj>(std::string(name));
    make(in, m->dict);
    m->missing = more_names;
    return value_of(m);
  }
  std::string first = words(" % ", {Word(std::string(dotted.substr(0, dotted.find('.'))))});
  known = kOpen.find(first) != kOpen.npos;
  return Value::missing();
}

Result<Value> give_back(Interp&, const Native&, Value, Arguments& a) { return a.pos.empty() ? Value() : a.pos[0]; }

}  // namespace shapewalk
