// What is not known flows on quietly; places and sizes stay exact.
#include "python/objects.h"
#include "python_kit.h"

using python_kit::run;
using namespace shapewalk;

TEST_CASE("an unknown module costs a remark and nothing else") {
  auto r = run(R"py(
import somelib.data as data
from somelib import Loader, nothing
loader = Loader(data.Set('path'), batch_size=4)
for batch in loader:
    print('never')
a, (b, *c) = loader.first
x = loader.size * 3 + 1 - a
if x > 3 or b: print('never')
with loader.lock as l: l.go()
class Mine(data.Base):
    def __init__(self): super().__init__(); self.y = 5
    def go(self): return self.whatever(3)[0]
@loader.decorate(3)
def f(v): return v * 2
m = Mine()
m.go(); loader[0] = 3; loader.x = 4; del loader[1]
print(f(4), m.y, isinstance(m, data.Base), isinstance(x, int), len(loader) + 1, f'{x} {x:.3f}', c, [i for i in x])
try:
    raise data.Error('x')
except ValueError:
    pass
except Exception as e:
    print(type(e).__name__)
)py");
  CHECK(r.printed == "8 5 False False … … … [] …\nException\n");
  CHECK(r.error == "");
  CHECK(r.notes.find("`somelib.data` is not known here") != std::string::npos);
}

TEST_CASE("what code that was not run would have bound is unknown, not missing") {
  auto r = run(R"py(
import somelib
for a, (b, *c) in somelib.batches:
    d = a
    with somelib.lock as e: f = 1
print(a, b, c, d, e, f)
while somelib.more: g = 1
if somelib.flag:
    def h(): pass
    import math as m
print(g, h)
def last():
    for i, x in enumerate(somelib.batches): y = x
    for j in range(len(somelib.batches)): pass
    return i, y, j
print(last())
d = 5
for d in somelib.batches: pass
print(d, ''.join(c for c in somelib.text), {k: v for k, v in somelib.pairs})
import collections
Point = collections.namedtuple('Point', 'x y')
def both(x, y): return x + y
print(Point(*zip(*somelib.rows)), both(*somelib.row), both(**somelib.row))
for k in []: z = 1
try: print(z)
except NameError as error: print(error)
print(nowhere)
)py");
  CHECK(r.printed == "… … … … … …\n… …\n(…, …, …)\n5 … …\n… … …\nname 'z' is not defined\n");
  CHECK(r.error.starts_with("NameError: name 'nowhere' is not defined"));
}

TEST_CASE("places are those of a traceback") {
  struct {
    const char *program, *place;
  } cases[] = {{"x = [1,\n  2]\ny = (x\n  .append(1)\n  .foo)\n", "foo"},
               {"def f(a): return a.b\nf(\n  1\n)\n", "a.b"},
               {"x = foo(bar(1), 2)\n", "foo"},
               {"def f(): pass\nx = 1 + f(2)\n", "f(2)"},
               {"x = 1 + (2 +\n 'a')\n", "2 +\n 'a'"},
               {"a = [1]\na[5] = 3\n", "a[5]"},
               {"a, b = (1,)\n", "a, b"},
               {"é = 'é'; é.foo\n", "é.foo"}};
  for (auto& c : cases) {
    auto r = run(c.program);
    CAPTURE(std::string(c.program));
    CHECK(r.error_at.ends_with(c.place));
  }
}

namespace {

/// A world in which `h` and `w` are sizes that come from an input.
struct Sized final : Host {
  Value import_module(Interp&, std::string_view) override { return Value::missing(); }
  Value undefined_name(Interp&, Name n) override {
    if (*n == "h") return Value::of(Dim::leaf("H", 13, Axis::h));
    return *n == "w" ? Value::of(Dim::leaf("W", 8, Axis::w)) : Value::missing();
  }
};

std::string expression(std::string_view program) {
  Expressions arena;
  Sized world;
  Interp in(program, world);
  auto r = in.run();
  if (!r) return r.error()->message;
  Value* x = in.globals.find(in.name("x"));
  return !x ? "no x" : x->e ? text(x->e, Reading::formula) : "number";
}

}  // namespace

TEST_CASE("arithmetic keeps where a size comes from") {
  struct {
    const char *program, *formula;
  } cases[] = {{"x = h", "H"},
               {"x = h + 1", "H + 1"},
               {"x = h // 2", "⌊H/2⌋"},
               {"x = int(h / 2)", "⌊H/2⌋"},
               {"import math\nx = math.floor(h / 2)", "⌊H/2⌋"},
               {"import math\nx = math.ceil(h / 2)", "⌈H/2⌉"},
               {"x = h * w", "H·W"},
               {"x = sum([h])", "H"},
               {"x = max(h, w)", "max(H, W)"},
               {"x = min(h, 5)", "min(H, 5)"},
               {"x = abs(h)", "H"},
               {"def f(n):\n  return (n - 3) // 2 + 1\nx = f(h)", "⌊(H - 3)/2⌋ + 1"},
               {"x = [h][0]", "H"},
               {"x = round(h)", "H"},
               {"x = int(h * 0.5)", "number"},
               {"x = 13", "number"}};
  for (auto& c : cases) {
    CAPTURE(std::string(c.program));
    std::string found = expression(c.program), wanted = c.formula;
    // The minus sign is the printer's business.
    for (size_t at; (at = found.find("−")) != found.npos;) found.replace(at, 3, "-");
    CHECK(found == wanted);
  }
}

TEST_CASE("an expression from outside is evaluated in the program's namespace, and is no place of it") {
  python_kit::EmptyWorld world;
  Expressions arena;
  Interp in("class Net:\n    def __init__(self, n=2): self.n = n\ny = 5\n", world);
  REQUIRE(in.run());
  auto r = in.eval("Net(y + 1).n");
  REQUIRE(r);
  CHECK(r->i == 6);
  auto made = in.eval("Net()");
  REQUIRE(made);
  CHECK(!as_instance(*made)->made);
  auto wrong = in.eval("y.foo");
  REQUIRE(!wrong);
  CHECK(wrong.error()->message == "'int' object has no attribute 'foo'");
  CHECK(!wrong.error()->at);
  CHECK(in.eval("y +").error()->type == "SyntaxError");
}
